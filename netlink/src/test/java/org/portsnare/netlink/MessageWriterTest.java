package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_CREATE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_EXCL;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;
import static org.portsnare.testing.Hexdump.assertBytes;

import org.junit.jupiter.api.Test;
import org.portsnare.testing.HexFixture;

/** The written bytes are the expected bytes. */
class MessageWriterTest {
  private static final byte[] ADDRESS = {(byte) 192, 0, 2, 7};

  @Test
  void addAddressAsIproute2SendsIt() {
    MessageWriter message = new MessageWriter();
    message.begin(20, NLM_F_REQUEST | NLM_F_ACK | NLM_F_EXCL | NLM_F_CREATE);
    message.u8(2).u8(24).u8(0).u8(0).u32(1);
    message.putBytes(2, ADDRESS).putBytes(1, ADDRESS).end();
    assertBytes(message.toByteArray(), fixture("add address"));
  }

  @Test
  void addTableAsNftSendsIt() {
    MessageWriter batch = new MessageWriter();
    batch.begin(0x10, NLM_F_REQUEST).u8(0).u8(0).be16(10).end();
    batch.begin(0xa00, NLM_F_REQUEST).u8(1).u8(0).be16(0);
    batch.putString(1, "t").putBe32(2, 0).end();
    assertBytes(batch.toByteArray(), fixture("add table"));
  }

  @Test
  void everyWidth() {
    assertBytes(everyWidth(new MessageWriter()).toByteArray(), fixture("every width"));
  }

  @Test
  void memoryGrowsFromNothing() {
    assertBytes(everyWidth(new MessageWriter(0)).toByteArray(), fixture("every width"));
  }

  @Test
  void clearedWriterStartsAnew() {
    MessageWriter message = everyWidth(new MessageWriter(1));
    message.clear();
    assertThat(message.length()).isZero();
    // Old bytes must not appear as padding.
    assertBytes(everyWidth(message).toByteArray(), fixture("every width"));
    message.clear().begin(1, 0).u8(1);
    message.clear();
    assertBytes(everyWidth(message).toByteArray(), fixture("every width"));
  }

  @Test
  void repeatedAndChangedIsAsWritten() {
    byte[] other = {10, 1, 2, 3};
    MessageWriter repeated = new MessageWriter(24).begin(1, 0);
    int first = repeated.length();
    repeated.putBytes(1, ADDRESS).putBe64(2, 3_600_000);
    int second = repeated.repeat(first, repeated.length() - first);
    repeated.replaceBytes(second + 4, other);
    repeated.replaceBe64(second + 12, 7_200_000);
    MessageWriter written = new MessageWriter().begin(1, 0);
    written.putBytes(1, ADDRESS).putBe64(2, 3_600_000);
    written.putBytes(1, other).putBe64(2, 7_200_000);
    assertBytes(repeated.end().toByteArray(), written.end().toByteArray());
  }

  @Test
  void whatIsNotWrittenYetIsNotReplaced() {
    MessageWriter message = new MessageWriter().begin(1, 0);
    assertThatThrownBy(() -> message.replaceBe64(message.length() - 4, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> message.replaceBytes(message.length(), ADDRESS))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> message.repeat(8, 100)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  static MessageWriter everyWidth(MessageWriter message) {
    message.begin(0x1234, NLM_F_REQUEST).u8(1).u8(2).be16(0x0102).u32(0x01020304);
    message.putFlag(1).putU8(2, 0xab).putU16(3, 0x1234).putBe16(4, 0x1234);
    message.putU32(5, 0x12345678).putBe32(6, 0x12345678).putBe64(7, 0x0102030405060708L);
    message.putString(8, "\u00e4");
    int outer = message.nest(9);
    int inner = message.nest(1);
    message.putFlag(2).endNest(inner);
    message.putBytes(3, new byte[] {9, 1, 2, 3, 9}, 1, 3);
    return message.endNest(outer).end();
  }

  @Test
  void largestAttributeHas65535BytesWithItsHeader() {
    MessageWriter message = new MessageWriter(16).begin(1, 0);
    message.putBytes(1, new byte[65_531]).end();
    assertThat(message.length()).isEqualTo(16 + 65_536);
    MessageReader reader = new MessageReader(message.toByteArray(), message.length());
    assertThat(reader.next()).isTrue();
    AttributeReader attributes = reader.attributes(0);
    assertThat(attributes.next()).isTrue();
    assertThat(attributes.length()).isEqualTo(65_531);
    assertThat(attributes.next()).isFalse();
  }

  @Test
  void longerAttributeIsRefused() {
    MessageWriter message = new MessageWriter().begin(1, 0);
    assertThatThrownBy(() -> message.putBytes(1, new byte[65_532]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("attribute of 65536 bytes; the limit is 65535");
    assertThatThrownBy(() -> message.putString(1, "x".repeat(65_531)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void longerNestIsRefused() {
    MessageWriter message = new MessageWriter().begin(1, 0);
    int nest = message.nest(1);
    message.putBytes(1, new byte[40_000]);
    message.putBytes(2, new byte[25_520]);
    assertThat(message.length() - 16).isEqualTo(65_532);
    message.endNest(nest);
    message.putFlag(3);
    assertThatThrownBy(() -> message.endNest(nest))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("attribute of 65536 bytes; the limit is 65535");
  }

  @Test
  void messagesDoNotNest() {
    MessageWriter message = new MessageWriter();
    assertThatThrownBy(message::end).isInstanceOf(IllegalStateException.class);
    message.begin(1, 0);
    assertThatThrownBy(() -> message.begin(1, 0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> message.number(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyMessageGetsTheNextNumberAndTheLastAnsweredOneIsTold() {
    MessageWriter batch = new MessageWriter();
    batch.begin(0x10, NLM_F_REQUEST).u32(0).end();
    batch.begin(0x20, NLM_F_REQUEST | NLM_F_ACK).u8(1).end();
    batch.begin(0x20, NLM_F_REQUEST | NLM_F_DUMP).end();
    batch.begin(0x11, NLM_F_REQUEST).end();
    assertThat(batch.number(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE + 2);
    MessageReader reader = new MessageReader(batch.toByteArray(), batch.length());
    for (int i = 0; i < 4; i++) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.sequence()).isEqualTo(Integer.MAX_VALUE + i);
    }
    assertThat(reader.next()).isFalse();
  }

  @Test
  void nothingAnsweredIsTheFirstNumber() {
    MessageWriter batch = new MessageWriter();
    batch.begin(0x10, NLM_F_REQUEST).u32(0).end();
    batch.begin(0x11, NLM_F_REQUEST).u32(0).end();
    assertThat(batch.number(5)).isEqualTo(5);
  }

  private static byte[] fixture(String name) {
    return HexFixture.section(MessageWriterTest.class, "requests.hex", name);
  }
}
