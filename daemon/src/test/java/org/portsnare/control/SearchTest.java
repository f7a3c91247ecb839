package org.portsnare.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.fact.Tool;
import org.portsnare.ledger.query.BanQuery;

final class SearchTest {
  @Test
  void noWordIsEveryBan() {
    assertThat(Search.of("")).isEqualTo(new ListRequest(BanQuery.ALL));
    assertThat(Search.of("  \t ")).isEqualTo(new ListRequest(BanQuery.ALL));
  }

  @Test
  void wordsAreTakenForWhatTheyAre() {
    ListRequest search = Search.of(" Masscan 23  445 CONFIRMED syn 203.0. ");
    assertThat(search.tool()).isEqualTo(Tool.MASSCAN);
    assertThat(search.query().ports()).containsExactlyInAnyOrder(23, 445);
    assertThat(search.query().evidence()).isEqualTo(Evidence.CONFIRMED);
    assertThat(search.query().trigger()).isEqualTo(Trigger.SYN);
    assertThat(search.query().begins()).isEqualTo("203.0.");
  }

  @Test
  void wholeAddressesAndNetworksAreFoundWithWhatIsAroundThem() {
    assertThat(Search.of("203.0.113.7").query().touching()).isEqualTo(Prefix.parse("203.0.113.7"));
    assertThat(Search.of("2001:db8::/32").query().touching())
        .isEqualTo(Prefix.parse("2001:db8::/32"));
    assertThat(Search.of("2001:db8:").query().begins()).isEqualTo("2001:db8:");
  }

  @Test
  void portsHaveNames() {
    assertThat(Search.of("telnet").query().ports()).containsExactlyInAnyOrder(23, 2323);
    assertThat(Search.of("rdp").query().ports()).containsExactly(3389);
    assertThat(Search.of("desktop").query().ports()).contains(3389, 5900);
    // No word begins so, although one has it inside.
    assertThatThrownBy(() -> Search.of("elnet")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'", "x' OR 1", "65536", "%", "<script>", "\u0000", "xyzzy"})
  void whatIsNothingKnownIsRefused(String text) {
    assertThatThrownBy(() -> Search.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no address, network, port");
  }

  @Test
  void aLongTextIsRefused() {
    assertThatThrownBy(() -> Search.of("1 ".repeat(101))).hasMessageContaining("200 characters");
  }
}
