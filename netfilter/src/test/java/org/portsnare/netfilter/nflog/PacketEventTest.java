package org.portsnare.netfilter.nflog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.testing.Hexdump.assertBytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.portsnare.netlink.MalformedMessageException;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.testing.HexFixture;

/** Logged packets, as the kernel sends them. */
class PacketEventTest {
  private static final int NFULA_IFINDEX_INDEV = 4;
  private static final int NFULA_HWADDR = 8;
  private static final int NFULA_PAYLOAD = 9;
  private static final int NFULA_PREFIX = 10;

  private final PacketEvent event = new PacketEvent();

  @Test
  void outgoingIpv4() {
    decode(HexFixture.section(getClass(), "packets.hex", "ipv4"));
    assertThat(event.family()).isEqualTo(2);
    assertThat(event.inputInterface()).isZero();
    assertThat(event.prefix()).isEqualTo("probe");
    assertThat(event.payloadLength()).isEqualTo(84);
    byte[] packet = Arrays.copyOf(event.payload(), event.payloadLength());
    // Version and header length; ICMP from 127.0.0.1 to 127.0.0.1.
    assertThat(packet).startsWith(0x45, 0x00, 0x00, 0x54).endsWith(0x35, 0x36, 0x37);
    assertBytes(Arrays.copyOfRange(packet, 12, 20), HexFormat.of().parseHex("7f0000017f000001"));
  }

  @Test
  void incomingIpv6() {
    decode(HexFixture.section(getClass(), "packets.hex", "ipv6"));
    assertThat(event.family()).isEqualTo(10);
    assertThat(event.inputInterface()).isEqualTo(1);
    assertThat(event.prefix()).isEqualTo("in6");
    assertThat(event.payloadLength()).isEqualTo(104);
    assertThat(event.payload()[0]).isEqualTo((byte) 0x60);
  }

  @Test
  void ethernetAddressOfTheSender() {
    byte[] hardware = HexFormat.of().parseHex("0006 0000 020000a1b2c3 0000".replace(" ", ""));
    decode(packet().putBytes(NFULA_HWADDR, hardware).end().toByteArray());
    assertThat(event.hardwareSource()).isEqualTo(0x020000a1b2c3L);
    decode(packet().end().toByteArray());
    assertThat(event.hardwareSource()).isZero();
    hardware[1] = 8; // not Ethernet
    decode(packet().putBytes(NFULA_HWADDR, hardware).end().toByteArray());
    assertThat(event.hardwareSource()).isZero();
    decode(packet().putBytes(NFULA_HWADDR, new byte[4]).end().toByteArray());
    assertThat(event.hardwareSource()).isZero();
  }

  @Test
  void oneCursorReadsABatch() {
    byte[] batch = HexFixture.section(getClass(), "packets.hex", "batch");
    MessageReader messages = new MessageReader(batch, batch.length);
    StringBuilder prefixes = new StringBuilder();
    while (messages.next()) {
      if (messages.type() != 0x400) continue;
      event.decode(messages);
      prefixes.append(event.family()).append(event.prefix()).append(event.inputInterface());
      prefixes.append(' ');
    }
    assertThat(prefixes).hasToString("2probe0 2probe0 10in61 10in61 ");
  }

  @Test
  void prefixIsComparedWithoutText() {
    decode(HexFixture.section(getClass(), "packets.hex", "ipv4"));
    assertThat(event.hasPrefix(ascii("probe"))).isTrue();
    assertThat(event.hasPrefix(ascii("prob"))).isFalse();
    assertThat(event.hasPrefix(ascii("probes"))).isFalse();
    assertThat(event.hasPrefix(ascii("probE"))).isFalse();
    assertThat(event.hasPrefix(new byte[0])).isFalse();
  }

  @Test
  void nothingOfThePacketBeforeRemains() {
    decode(HexFixture.section(getClass(), "packets.hex", "ipv6"));
    decode(packet().end().toByteArray());
    assertThat(event.payloadLength()).isZero();
    assertThat(event.inputInterface()).isZero();
    assertThat(event.prefix()).isEmpty();
    assertThat(event.hasPrefix(new byte[0])).isTrue();
  }

  @Test
  void payloadIsCutOffAtItsLimit() {
    byte[] jumbo = new byte[9000];
    Arrays.fill(jumbo, (byte) 7);
    decode(packet().putBytes(NFULA_PAYLOAD, jumbo).end().toByteArray());
    assertThat(event.payloadLength()).isEqualTo(PacketEvent.MAX_PAYLOAD);
    assertThat(event.payload()).hasSize(PacketEvent.MAX_PAYLOAD).containsOnly(7);
  }

  @Test
  void prefixIsCutOffAtItsLimit() {
    decode(packet().putString(NFULA_PREFIX, "x".repeat(500)).end().toByteArray());
    assertThat(event.prefix()).isEqualTo("x".repeat(127));
  }

  @Test
  void interfaceShorterThanANumberIsMalformed() {
    byte[] message = packet().putBe16(NFULA_IFINDEX_INDEV, 1).end().toByteArray();
    assertThatThrownBy(() -> decode(message)).isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void messageWithoutAHeaderIsMalformed() {
    byte[] message = new MessageWriter().begin(0x400, 0).end().toByteArray();
    assertThatThrownBy(() -> decode(message)).isInstanceOf(MalformedMessageException.class);
  }

  private static MessageWriter packet() {
    return new MessageWriter().begin(0x400, 0).u8(2).u8(0).be16(42);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void decode(byte[] datagram) {
    MessageReader message = new MessageReader(datagram, datagram.length);
    assertThat(message.next()).isTrue();
    event.decode(message);
  }
}
