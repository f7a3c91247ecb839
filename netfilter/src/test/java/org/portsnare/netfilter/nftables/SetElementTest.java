package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.netfilter.nftables.expr.Counter;
import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.MalformedMessageException;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.testing.HexFixture;

/** Elements, as the kernel reports them. */
class SetElementTest {
  @Test
  void timeoutCounterAndTheAbsenceOfThem() {
    assertThat(elements("banned"))
        .containsExactly(
            "c0000201 timeout 3600000 left 600000 count 0/0",
            "c0000202 timeout 0 left 0 count 0/0");
  }

  @Test
  void startsAndEndsOfRanges() {
    // nft also marks the keys below the first range.
    assertThat(elements("networks"))
        .containsExactly(
            "c6336500 end",
            "c6336400 timeout 0 left 0 count 0/0",
            "c0000280 end",
            "c0000200 timeout 0 left 0 count 0/0",
            "00000000 end");
  }

  @Test
  void ipv6() {
    assertThat(elements("networks6"))
        .containsExactly(
            "20010db9000000000000000000000000 end",
            "20010db8000000000000000000000000 timeout 86400000 left 86400000 count 0/0",
            "00000000000000000000000000000000 end");
  }

  @Test
  void counterIsRead() {
    MessageWriter message = new MessageWriter();
    int element = message.nest(1);
    int key = message.nest(1);
    message.putBytes(1, new byte[] {1, 2, 3, 4});
    message.endNest(key);
    new Counter(1L << 40, -1).write(message, 7);
    message.endNest(element);
    assertThat(read(message.toByteArray()))
        .isEqualTo("01020304 timeout 0 left 0 count 1099511627776/-1");
  }

  @Test
  void nothingOfTheElementBeforeRemains() {
    SetElement element = new SetElement();
    byte[] full = HexFixture.section(getClass(), "elements.hex", "networks6");
    MessageReader message = new MessageReader(full, full.length);
    assertThat(message.next()).isTrue();
    AttributeReader list = list(message);
    while (list.next()) element.read(list);
    AttributeReader empty = AttributeReader.of(new byte[] {4, 0, 1, 0}, 0, 4);
    assertThat(empty.next()).isTrue();
    element.read(empty);
    assertThat(text(element)).isEqualTo(" timeout 0 left 0 count 0/0");
  }

  @Test
  void valueCutShortIsMalformed() {
    MessageWriter message = new MessageWriter();
    int element = message.nest(1);
    message.putBe32(4, 1);
    message.endNest(element);
    assertThatThrownBy(() -> read(message.toByteArray()))
        .isInstanceOf(MalformedMessageException.class);
  }

  private static String read(byte[] attribute) {
    AttributeReader reader = AttributeReader.of(attribute, 0, attribute.length);
    assertThat(reader.next()).isTrue();
    SetElement element = new SetElement();
    element.read(reader);
    return text(element);
  }

  private static List<String> elements(String fixture) {
    byte[] bytes = HexFixture.section(SetElementTest.class, "elements.hex", fixture);
    MessageReader message = new MessageReader(bytes, bytes.length);
    assertThat(message.next()).isTrue();
    AttributeReader list = list(message);
    List<String> elements = new ArrayList<>();
    SetElement element = new SetElement();
    while (list.next()) {
      element.read(list);
      elements.add(text(element));
    }
    return elements;
  }

  private static AttributeReader list(MessageReader message) {
    AttributeReader attributes = message.attributes(Attributes.NFGENMSG);
    while (attributes.next()) {
      if (attributes.type() == Attributes.NFTA_SET_ELEM_LIST_ELEMENTS) return attributes.nested();
    }
    throw new AssertionError("no elements");
  }

  static String text(SetElement element) {
    String key = HexFormat.of().formatHex(Arrays.copyOf(element.key(), element.keyLength()));
    if (element.intervalEnd()) return key + " end";
    return key
        + " timeout "
        + element.timeoutMillis()
        + " left "
        + element.expirationMillis()
        + " count "
        + element.packets()
        + "/"
        + element.bytes();
  }
}
