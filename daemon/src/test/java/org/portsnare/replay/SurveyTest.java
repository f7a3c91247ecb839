package org.portsnare.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Prefix;
import org.portsnare.capture.CaptureFile;
import org.portsnare.packet.PacketHeader;

final class SurveyTest {
  private static final String HOST = "203.0.113.7";
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;

  private final ByteBuffer bytes = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
  private @TempDir Path directory;

  @BeforeEach
  void begin() {
    bytes.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0);
    bytes.putInt(65_535).putInt(1);
  }

  private void frame(int ethertype, byte[] packet) {
    bytes.putInt(1_700_000_000).putInt(0).putInt(14 + packet.length).putInt(14 + packet.length);
    bytes.put(new byte[12]).put((byte) (ethertype >> 8)).put((byte) ethertype).put(packet);
  }

  private void tcp(String from, int fromPort, String to, int toPort, int flags) {
    int type = from.indexOf(':') < 0 ? 0x0800 : 0x86dd;
    frame(type, TestPackets.tcp(from, fromPort, to, toPort, flags));
  }

  private Path file() throws IOException {
    byte[] file = new byte[bytes.position()];
    bytes.get(0, file);
    return Files.write(directory.resolve("test.pcap"), file);
  }

  private Survey survey(String... exempt) throws IOException {
    List<Exemption> exemptions =
        List.of(exempt).stream()
            .map(text -> new Exemption(Prefix.parse(text), Exemption.Kind.ADMINISTRATOR, "test"))
            .toList();
    return Survey.of(file(), List.of(), Set.of(), exemptions);
  }

  @Test
  void servicesAreThoseOfTheHost() throws IOException {
    tcp("192.0.2.1", 50_000, HOST, 22, SYN);
    tcp(HOST, 22, "192.0.2.1", 50_000, SYN_ACK);
    tcp(HOST, 40_000, "192.0.2.9", 443, SYN);
    tcp("192.0.2.9", 443, HOST, 40_000, SYN_ACK);
    Survey survey = survey();
    assertThat(survey.own()).containsExactly(Prefix.parse(HOST));
    assertThat(survey.services()).containsExactly(22);
    assertThat(survey.packets()).isEqualTo(4);
  }

  @Test
  void someoneIsExemptOnlyIfHeIsInTheCapture() throws IOException {
    tcp("192.0.2.1", 50_000, HOST, 22, SYN);
    assertThat(survey(HOST, "198.51.100.0/24").exempt()).isEmpty();
    assertThat(survey("192.0.2.0/24").exempt()).containsExactly(Prefix.parse("192.0.2.1"));
  }

  @Test
  void whatIsNotLookedIntoIsNamed() throws IOException {
    byte[] gre = TestPackets.tcp("192.0.2.1", 1, HOST, 2, 0);
    gre[9] = 47;
    frame(0x0800, gre);
    frame(0x8847, new byte[40]);
    frame(0x8848, new byte[40]);
    frame(0x8864, new byte[40]);
    frame(0x0806, new byte[40]);
    assertThat(survey().carriers()).isEqualTo(Map.of("GRE", 1L, "MPLS", 2L, "PPPoE", 1L));
  }

  @Test
  void loopbackIsNobodysAddressAndIsNotFed() throws IOException {
    tcp("::1", 40_000, "::1", 8080, SYN);
    tcp("127.0.0.1", 40_000, "127.0.0.1", 8080, SYN);
    Survey survey = survey();
    assertThat(survey.own()).isEmpty();
    Sieve sieve = new Sieve(survey.own(), true);
    PacketHeader header = new PacketHeader();
    try (CaptureFile capture = CaptureFile.open(file())) {
      while (capture.next()) assertThat(sieve.passes(capture.packet(), header)).isFalse();
    }
    assertThat(sieve.counts()).isEqualTo(new Outcome.Packets(0, 0, 0, 0, 0, 2));
  }
}
