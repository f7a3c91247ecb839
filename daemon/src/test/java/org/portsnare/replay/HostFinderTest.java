package org.portsnare.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;
import org.portsnare.packet.PacketHeader;

final class HostFinderTest {
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;
  private static final int RST_ACK = 0x14;
  private static final int ACK = 0x10;
  private static final int FIN = 0x01;
  private static final String HOST = "203.0.113.7";

  private final HostFinder finder = new HostFinder();

  private void tcp(String from, int fromPort, String to, int toPort, int flags) {
    byte[] packet = TestPackets.tcp(from, fromPort, to, toPort, flags);
    PacketHeader header = new PacketHeader();
    assertThat(header.decode(packet, 0, packet.length)).isTrue();
    finder.add(Prefix.parse(from), Prefix.parse(to), header);
  }

  private void refused(String from, int fromPort, String to, int toPort) {
    tcp(from, fromPort, to, toPort, SYN);
    tcp(to, toPort, from, fromPort, RST_ACK);
  }

  private void connection(String from, int fromPort, String to, int toPort) {
    tcp(from, fromPort, to, toPort, SYN);
    tcp(to, toPort, from, fromPort, SYN_ACK);
    tcp(from, fromPort, to, toPort, ACK);
  }

  private void assertHost(String... hosts) {
    assertThat(finder.hosts().stream().map(Prefix::toString)).containsExactly(hosts);
  }

  @Test
  void thatWhichIsScannedThoughItNeverAnswers() {
    for (int port = 1000; port < 1100; port++) tcp("198.51.100.1", 51000, HOST, port, SYN);
    assertHost(HOST);
  }

  @Test
  void thatWhichIsScannedBeTheScannersAddressTheSmallerOrTheGreater() {
    for (String scanner : new String[] {"198.51.100.1", "203.0.113.99"}) {
      for (int port = 1000; port < 1100; port++) refused(scanner, 51000, HOST, port);
    }
    assertHost(HOST);
  }

  @Test
  void oneScannerAloneWithAHostThatAnswers() {
    for (int port = 1000; port < 1100; port++) refused("198.51.100.1", 51000, HOST, port);
    assertHost(HOST);
  }

  @Test
  void anAddressOfThisMachineIsNotTheHostWhereItScans() {
    refused("198.51.100.1", 51000, HOST, 23);
    assertThat(finder.mayBeHost(Prefix.parse(HOST))).isTrue();
    assertThat(finder.mayBeHost(Prefix.parse("198.51.100.1"))).isFalse();
    assertThat(finder.mayBeHost(Prefix.parse("192.0.2.9"))).isFalse();
  }

  @Test
  void stealthScansToo() {
    for (int port = 1000; port < 1100; port++) tcp("198.51.100.1", 51000, HOST, port, FIN);
    assertHost(HOST);
  }

  @Test
  void thatWhichAnswersAScanOfAcks() {
    for (int port = 1000; port < 1100; port++) {
      tcp("198.51.100.1", 51000, HOST, port, ACK);
      tcp(HOST, port, "198.51.100.1", 51000, 0x04);
    }
    assertHost(HOST);
  }

  @Test
  void aScannerOfManyHostsIsNone() {
    for (int i = 1; i < 100; i++) refused("198.51.100.1", 51000, "203.0.113." + i, 23);
    refused("198.51.100.2", 51000, HOST, 24);
    assertHost(HOST);
  }

  @Test
  void aServerAndItsOnlyClient() {
    connection("198.51.100.1", 51000, HOST, 22);
    assertHost(HOST);
  }

  @Test
  void aClientOfManyServersThatIsScannedABit() {
    for (int i = 1; i < 100; i++) connection(HOST, 40000 + i, "198.51.100." + i, 443);
    tcp("192.0.2.1", 50000, HOST, 23, SYN);
    assertHost(HOST);
  }

  @Test
  void aClientOfOneServerThatIsScannedABit() {
    for (int i = 1; i < 1000; i++) connection(HOST, 40000 + i, "198.51.100.9", 443);
    tcp("192.0.2.1", 50000, HOST, 23, SYN);
    tcp("192.0.2.2", 50000, HOST, 23, SYN);
    assertHost(HOST);
  }

  @Test
  void oneOfEachFamilyAndNobodysAddressNever() {
    tcp("2001:db8:bad::1", 50000, "2001:db8::1", 23, SYN);
    tcp("198.51.100.1", 50000, HOST, 23, SYN);
    for (int i = 0; i < 9; i++) tcp("::1", 50000, "::1", 23, SYN);
    for (int i = 0; i < 9; i++) tcp("198.51.100.1", 50000, "224.0.0.1", 23, SYN);
    assertHost(HOST, "2001:db8::1");
  }

  /** Java reads such an address as IPv4, and the kernel refuses it. */
  @Test
  void anAddressThatIsMappedFromIpv4IsNobodys() {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    mapped[15] = 1;
    assertThat(HostFinder.isNobodys(Prefix.of(mapped, 128))).isTrue();
    assertThat(HostFinder.isNobodys(Prefix.parse("2001:db8::1"))).isFalse();
  }
}
