package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_MULTI;
import static org.portsnare.testing.Hexdump.assertBytes;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.testing.HexFixture;

/** Reads messages that were written here or sent by a kernel; refuses contradictory ones. */
class MessageReaderTest {
  @Test
  void writtenMessageIsReadAgain() {
    MessageReader message = only(MessageWriterTest.everyWidth(new MessageWriter()).toByteArray());
    assertThat(message.type()).isEqualTo(0x1234);
    assertThat(message.flags()).isEqualTo(1);
    assertThat(message.payloadLength()).isEqualTo(0x6c - 16);
    assertThat(message.u8(0)).isEqualTo(1);
    assertThat(message.be16(2)).isEqualTo(0x0102);
    assertThat(message.u32(4)).isEqualTo(0x01020304);
    assertBytes(message.bytes(0, 3), new byte[] {1, 2, 1});

    AttributeReader attributes = message.attributes(8);
    next(attributes, 1);
    assertThat(attributes.length()).isZero();
    next(attributes, 2);
    assertThat(attributes.u8()).isEqualTo(0xab);
    next(attributes, 3);
    assertThat(attributes.u16()).isEqualTo(0x1234);
    next(attributes, 4);
    assertThat(attributes.be16()).isEqualTo(0x1234);
    next(attributes, 5);
    assertThat(attributes.u32()).isEqualTo(0x12345678);
    next(attributes, 6);
    assertThat(attributes.be32()).isEqualTo(0x12345678);
    next(attributes, 7);
    assertThat(attributes.be64()).isEqualTo(0x0102030405060708L);
    assertThat(attributes.u64()).isEqualTo(0x0807060504030201L);
    next(attributes, 8);
    assertThat(attributes.string()).isEqualTo("\u00e4");
    // The type does not include the bit that means "nested".
    next(attributes, 9);
    readNest(attributes.nested());
    assertThat(attributes.next()).isFalse();
    assertThat(attributes.next()).isFalse();
  }

  private static void readNest(AttributeReader nest) {
    next(nest, 1);
    AttributeReader inner = nest.nested();
    next(inner, 2);
    assertThat(inner.next()).isFalse();
    next(nest, 3);
    assertBytes(nest.bytes(), new byte[] {1, 2, 3});
    byte[] target = new byte[4];
    assertThat(nest.copyTo(target, 1, 2)).isEqualTo(2);
    assertThat(nest.copyTo(target, 1, 3)).isEqualTo(3);
    assertBytes(target, new byte[] {0, 1, 2, 3});
    assertThat(nest.next()).isFalse();
  }

  private static void next(AttributeReader attributes, int type) {
    assertThat(attributes.next()).isTrue();
    assertThat(attributes.type()).isEqualTo(type);
  }

  @Test
  void everyMessageOfADatagramIsRead() {
    byte[] datagram = HexFixture.section(getClass(), "answers.hex", "addresses");
    MessageReader message = new MessageReader(datagram, datagram.length);
    int[] prefixLengths = {8, 24, 128};
    for (int prefixLength : prefixLengths) {
      assertThat(message.next()).isTrue();
      assertThat(message.type()).isEqualTo(20);
      assertThat(message.flags()).isEqualTo(NLM_F_MULTI);
      assertThat(message.sequence()).isEqualTo(8);
      assertThat(message.portId()).isEqualTo(0x83897843);
      assertThat(message.u8(1)).isEqualTo(prefixLength);
    }
    assertThat(message.next()).isFalse();
    assertThat(message.next()).isFalse();
  }

  @Test
  void lastMessageNeedsNoPadding() {
    MessageReader message = only(new byte[] {17, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 42});
    assertThat(message.payloadLength()).isEqualTo(1);
    assertThat(message.u8(0)).isEqualTo(42);
  }

  @Test
  void emptyDatagramHasNoMessages() {
    assertThat(new MessageReader(new byte[0], 0).next()).isFalse();
    assertThat(new MessageReader(new byte[64], 0).next()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 21, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, -4})
  void messageOfImpossibleLengthIsRefused(int length) {
    byte[] datagram = new MessageWriter().begin(1, 0).u32(0).end().toByteArray();
    Bytes.U32.set(datagram, 0, length);
    // Room after the datagram must make no difference.
    MessageReader message = new MessageReader(Arrays.copyOf(datagram, 2000), datagram.length);
    assertThatThrownBy(message::next)
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(
            "message of " + Integer.toUnsignedString(length) + " bytes; only 20 bytes are left");
  }

  @Test
  void cutOffHeaderIsRefused() {
    for (int length = 1; length < 16; length++) {
      MessageReader message = new MessageReader(new byte[64], length);
      assertThatThrownBy(message::next)
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("header cut off after " + length + " bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 9, 1000, 0xffff})
  void attributeOfImpossibleLengthIsRefused(int length) {
    byte[] bytes = {(byte) length, (byte) (length >> 8), 1, 0, 0, 0, 0, 0};
    AttributeReader attributes = AttributeReader.of(Arrays.copyOf(bytes, 70_000), 0, 8);
    assertThatThrownBy(attributes::next)
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("attribute of " + length + " bytes; only 8 bytes are left");
  }

  @Test
  void fewerBytesThanAHeaderArePadding() {
    for (int length = 0; length < 4; length++) {
      assertThat(AttributeReader.of(new byte[] {-1, -1, -1}, 0, Math.min(length, 3)).next())
          .isFalse();
    }
  }

  @Test
  void nestIsBoundedByItsAttribute() {
    // An outer attribute of 8 bytes. The inner one claims 8 bytes, but only 4 are left.
    byte[] bytes = {8, 0, 1, 0, 8, 0, 2, 0, 1, 1, 1, 1};
    AttributeReader outer = AttributeReader.of(bytes, 0, bytes.length);
    assertThat(outer.next()).isTrue();
    AttributeReader inner = outer.nested();
    assertThatThrownBy(inner::next)
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("attribute of 8 bytes; only 4 bytes are left");
  }

  @Test
  void attributeShorterThanItsValueIsRefused() {
    byte[] bytes = new byte[16];
    for (int length = 0; length < 8; length++) {
      bytes[0] = (byte) (4 + length);
      bytes[2] = 77;
      AttributeReader attribute = AttributeReader.of(bytes, 0, 16);
      assertThat(attribute.next()).isTrue();
      refusedIf(length < 1, attribute::u8, length);
      refusedIf(length < 2, attribute::u16, length);
      refusedIf(length < 2, attribute::be16, length);
      refusedIf(length < 4, attribute::u32, length);
      refusedIf(length < 4, attribute::be32, length);
      refusedIf(true, attribute::u64, length);
      refusedIf(true, attribute::be64, length);
      assertThat(attribute.bytes()).hasSize(length);
    }
  }

  private static void refusedIf(boolean tooShort, Runnable read, int length) {
    if (tooShort) {
      assertThatThrownBy(read::run)
          .isInstanceOf(MalformedMessageException.class)
          .hasMessageContaining("attribute 77 of " + length + " bytes");
    } else {
      read.run();
    }
  }

  @Test
  void valueOutsideThePayloadIsRefused() {
    byte[] datagram = new MessageWriter().begin(1, 0).u32(7).end().toByteArray();
    MessageReader message = only(Arrays.copyOf(datagram, 100), datagram.length);
    assertThat(message.u32(0)).isEqualTo(7);
    int[] offsets = {1, 4, 5, 1000, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int offset : offsets) refused(() -> message.u32(offset));
    refused(() -> message.u8(4));
    refused(() -> message.be16(3));
    refused(() -> message.bytes(0, 5));
    refused(() -> message.bytes(4, 1));
    refused(() -> message.bytes(Integer.MAX_VALUE, 4));
    assertThat(message.bytes(4, 0)).isEmpty();
  }

  @Test
  void headerLongerThanThePayloadIsRefused() {
    byte[] datagram = new MessageWriter().begin(1, 0).u32(7).end().toByteArray();
    MessageReader message = only(Arrays.copyOf(datagram, 100), datagram.length);
    assertThat(message.attributes(4).next()).isFalse();
    int[] lengths = {5, 8, 1000, -1, -4, -16, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int length : lengths) refused(() -> message.attributes(length));
  }

  @Test
  void lengthBeyondTheArrayIsAProgrammersMistake() {
    assertThatThrownBy(() -> new MessageReader(new byte[4], 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MessageReader(new byte[4], -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AttributeReader.of(new byte[4], 2, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void refused(Runnable read) {
    assertThatThrownBy(read::run).isInstanceOf(MalformedMessageException.class);
  }

  private static MessageReader only(byte[] datagram) {
    return only(datagram, datagram.length);
  }

  private static MessageReader only(byte[] bytes, int length) {
    MessageReader reader = new MessageReader(bytes, length);
    assertThat(reader.next()).isTrue();
    return reader;
  }
}
