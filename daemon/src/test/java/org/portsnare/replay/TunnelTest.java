package org.portsnare.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.packet.PacketHeader;

final class TunnelTest {
  private static @Nullable Tunnel of(byte[] packet) {
    PacketHeader header = new PacketHeader();
    assertThat(header.decode(packet, 0, packet.length)).isTrue();
    return Tunnel.of(packet, packet.length, header);
  }

  private static byte[] ip(String host, int protocol) {
    String sender = host.indexOf(':') < 0 ? "192.0.2.1" : "2001:db8::2";
    byte[] packet = TestPackets.tcp(sender, 1, host, 2, 0x10);
    packet[packet.length == 40 ? 9 : 6] = (byte) protocol;
    return packet;
  }

  /** A UDP datagram of 20 bytes after an IPv4 header of 20 bytes. */
  private static byte[] udp(int port, String payload) {
    byte[] packet = ip("203.0.113.7", PacketHeader.UDP);
    packet[22] = (byte) (port >> 8);
    packet[23] = (byte) port;
    byte[] bytes = HexFormat.of().parseHex(payload);
    System.arraycopy(bytes, 0, packet, 28, bytes.length);
    return packet;
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7,4,IPIP",
    "203.0.113.7,41,6in4",
    "203.0.113.7,47,GRE",
    "203.0.113.7,50,ESP",
    "2001:db8::1,41,6in6",
    "2001:db8::1,47,GRE"
  })
  void byProtocol(String host, int protocol, String label) {
    Tunnel tunnel = of(ip(host, protocol));
    assertThat(tunnel).isNotNull();
    assertThat(tunnel.label()).isEqualTo(label);
  }

  @ParameterizedTest
  @CsvSource({
    "4789,0800000000000100,VXLAN",
    "2152,30ff001400000001,GTP",
    "2152,32ff001400000001,GTP",
    "6081,0000655800000100,GENEVE"
  })
  void byPortAndHeader(int port, String payload, Tunnel tunnel) {
    assertThat(of(udp(port, payload))).isEqualTo(tunnel);
  }

  @ParameterizedTest
  @CsvSource({
    "4789,ffffffffffffffff",
    "2152,3001000000000000",
    "6081,0000000000000000",
    "53,0800000000000100"
  })
  void whatMerelyGoesThereIsNone(int port, String payload) {
    assertThat(of(udp(port, payload))).isNull();
  }

  @Test
  void neitherIsWhatIsCutOff() {
    byte[] whole = udp(4789, "0800000000000100");
    for (int length = 20; length < 36; length++) {
      assertThat(of(Arrays.copyOf(whole, length))).isNull();
    }
  }

  @Test
  void neitherIsTcp() {
    assertThat(of(TestPackets.tcp("192.0.2.1", 1, "203.0.113.7", 4789, 2))).isNull();
  }
}
