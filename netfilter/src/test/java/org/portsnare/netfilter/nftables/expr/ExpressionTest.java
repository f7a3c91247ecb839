package org.portsnare.netfilter.nftables.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Hexdump.assertBytes;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.testing.HexFixture;

/** Every expression has the bytes that nft sends. */
class ExpressionTest {
  static List<ExpressionCases.Case> cases() {
    return ExpressionCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bytesAreThoseOfNft(ExpressionCases.Case rule) {
    MessageWriter message = new MessageWriter();
    for (Expression expression : rule.expressions()) {
      expression.write(message, Expression.NFTA_LIST_ELEM);
    }
    byte[] nft = HexFixture.section(getClass(), "expressions.hex", rule.name());
    assertBytes(Canonical.of(message.toByteArray()), Canonical.of(nft));
  }

  @Test
  void everySectionHasACaseAndEveryExpressionIsInOne() {
    assertThat(cases())
        .extracting(ExpressionCases.Case::name)
        .containsExactlyInAnyOrderElementsOf(
            HexFixture.sections(getClass(), "expressions.hex").keySet());
    Set<Class<?>> used = new HashSet<>();
    for (ExpressionCases.Case rule : cases()) {
      for (Expression expression : rule.expressions()) used.add(expression.getClass());
    }
    assertThat(used)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(Expression.class.getPermittedSubclasses()));
  }

  @Test
  void keysAndOperatorsHaveAllBeenCompared() {
    Set<Object> used = new HashSet<>();
    for (ExpressionCases.Case rule : cases()) {
      for (Expression expression : rule.expressions()) {
        switch (expression) {
          case Meta(Meta.Key key, _) -> used.add(key);
          case Ct(Ct.Key key, _) -> used.add(key);
          case Cmp cmp -> used.add(cmp.op());
          case Dynset dynset -> used.add(dynset.op());
          default -> {}
        }
      }
    }
    assertThat(used)
        .contains((Object[]) Meta.Key.values())
        .contains((Object[]) Ct.Key.values())
        .contains((Object[]) Cmp.Op.values())
        .contains((Object[]) Dynset.Op.values());
  }
}
