package org.portsnare.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketTextTest {
  /** A packet of nmap -6 -sS -p 23, as NFLOG reported it on kernel 6.18. */
  private static final String NMAP6 =
      "60000000001806ff20010db80bad0000000000000000000520010db80001000000000000000000"
          + "01b432001759c4b36f00000000600204006b830000020405b4";

  /**
   * A Linux connect() to port 23 of 198.51.100.1, from the field layouts of RFC 791 and RFC 9293.
   */
  private static final String LINUX4 =
      "4500003c1c4640004006b1e6cb007107c6336401bb800017000000070000000"
          + "0a002faf0fe300000020405b40402080a0102030400000000010303070000";

  @Test
  void describesIpv6SynOfNmap() {
    assertThat(PacketText.describe(HexFormat.of().parseHex(NMAP6)))
        .isEqualTo(
            "tcp 46130 > 23 syn, seq 1506063215, win 1024, options mss 1460, hop limit 255,"
                + " length 64");
  }

  @Test
  void describesIpv4SynOfLinux() {
    assertThat(PacketText.describe(HexFormat.of().parseHex(LINUX4)))
        .isEqualTo(
            "tcp 48000 > 23 syn, seq 7, win 64240, options mss 1460 sackOK timestamp nop wscale 7,"
                + " ttl 64, id 7238, length 60");
  }

  @Test
  void decodesAddressesAndPorts() {
    byte[] packet = HexFormat.of().parseHex(LINUX4);
    PacketHeader header = new PacketHeader();
    assertThat(header.decode(packet, 0, packet.length)).isTrue();
    assertThat(header.ipv6()).isFalse();
    assertThat(header.protocol()).isEqualTo(PacketHeader.TCP);
    assertThat(header.sourcePort()).isEqualTo(48_000);
    assertThat(header.destinationPort()).isEqualTo(23);
    assertThat(header.sourceAt()).isEqualTo(12);
  }

  @Test
  void followsIpv6ExtensionHeaders() {
    // Hop-by-hop (8 bytes), then destination options (16 bytes), then TCP.
    String packet =
        "60000000002c0040"
            + "20010db8000000000000000000000001"
            + "20010db8000000000000000000000002"
            + "3c00050200000000"
            + "0601010c"
            + "000000000000000000000000"
            + "b432001759c4b36f00000000500204006b830000";
    byte[] bytes = HexFormat.of().parseHex(packet);
    PacketHeader header = new PacketHeader();
    assertThat(header.decode(bytes, 0, bytes.length)).isTrue();
    assertThat(header.protocol()).isEqualTo(PacketHeader.TCP);
    assertThat(header.destinationPort()).isEqualTo(23);
  }

  /** For any bytes, cut off anywhere, nothing is read outside them. */
  @Test
  void everyMutationIsReadWithinItsBounds() {
    Random random = new Random(2);
    PacketHeader header = new PacketHeader();
    for (int i = 0; i < 200_000; i++) {
      byte[] packet = HexFormat.of().parseHex(random.nextBoolean() ? NMAP6 : LINUX4);
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        packet[random.nextInt(packet.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(packet.length + 1);
      byte[] cut = java.util.Arrays.copyOf(packet, length);
      assertThat(PacketText.describe(cut)).isNotEmpty();
      if (header.decode(cut, 0, length)) {
        assertThat(header.sourceAt() + (header.ipv6() ? 16 : 4)).isLessThanOrEqualTo(length);
        assertThat(header.destinationPort()).isBetween(0, 65_535);
      }
    }
  }
}
