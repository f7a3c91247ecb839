package org.portsnare.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.portsnare.packet.PacketHeader;

final class ChecksumsTest {
  /** A SYN of nmap 7.93 as tcpdump captured it: its checksum is 6742. */
  private static final String SYN =
      "4500002cd2c6000034064dc9cb007107c6336401"
          + "e1c20017c7281da5000000006002040067420000020405b4";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static int checksum(byte[] packet, PacketHeader header) {
    int at = header.transportAt() + 16;
    return (packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff);
  }

  private static PacketHeader header(byte[] packet) {
    PacketHeader header = new PacketHeader();
    assertThat(header.decode(packet, 0, packet.length)).isTrue();
    return header;
  }

  @Test
  void isThatOfTheSenderWhateverStoodThereBefore() {
    byte[] packet = bytes(SYN);
    packet[36] = 0x12;
    packet[37] = 0x34;
    PacketHeader header = header(packet);
    Checksums.setTcp(packet, packet.length, header);
    assertThat(checksum(packet, header)).isEqualTo(0x6742);
  }

  @Test
  void oddLengthIsFilledWithAZero() {
    byte[] odd =
        bytes(
            "4500002dd2c6000034064dc9cb007107c6336401"
                + "e1c20017c7281da5000000005018040000000000"
                + "0102030405");
    byte[] even =
        bytes(
            "4500002ed2c6000034064dc9cb007107c6336401"
                + "e1c20017c7281da5000000005018040000000000"
                + "010203040500");
    PacketHeader header = header(odd);
    Checksums.setTcp(odd, odd.length, header);
    int one = checksum(odd, header);
    header = header(even);
    Checksums.setTcp(even, even.length, header);
    // The length is part of the sum, so the checksums differ by one.
    assertThat(one).isEqualTo(checksum(even, header) + 1);
  }
}
