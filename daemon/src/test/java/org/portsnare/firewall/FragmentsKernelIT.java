package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.firewall.Packets.ACK;
import static org.portsnare.firewall.Packets.DESTINATION_OPTIONS;
import static org.portsnare.firewall.Packets.FRAGMENT;
import static org.portsnare.firewall.Packets.PSH;
import static org.portsnare.firewall.Packets.SYN;
import static org.portsnare.firewall.Packets.TCP;
import static org.portsnare.firewall.Packets.UDP;
import static org.portsnare.firewall.WiredHost.HOST4;
import static org.portsnare.firewall.WiredHost.HOST6;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.firewall.Packets.Path;

/**
 * Packets that come in fragments, or are cut off or broken. Fragments are put together before the
 * rules see them, in every configuration. Nobody is banned for a packet that the kernel drops.
 */
final class FragmentsKernelIT {
  private static final int SCTP = 132;
  private static final int MORE = 0x2000;

  /** A closed port and a trap. */
  private static final int CLOSED = 1001;

  private static final int TRAP = 23;

  private static final Path TRAP4 = new Path("192.0.2.1", HOST4, TRAP);
  private static final Path TRAP6 = new Path("2001:db8:f:1::5", HOST6, TRAP);

  private static byte[] syn(Path path) {
    return Packets.segment(path, SYN, 1, 0);
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static void sendInTwo4(WiredHost host, Path path, byte[] segment, int at, int id) {
    host.send(Packets.ipv4(path, TCP, slice(segment, 0, at), id, MORE));
    host.send(Packets.ipv4(path, TCP, slice(segment, at, segment.length), id, at / 8));
  }

  private static void sendInTwo6(WiredHost host, Path path, int next, byte[] whole, int at) {
    byte[] first = Packets.fragment(next, 0, true, 7, slice(whole, 0, at));
    byte[] second = Packets.fragment(next, at / 8, false, 7, slice(whole, at, whole.length));
    host.send(Packets.ipv6(path, FRAGMENT, first));
    host.send(Packets.ipv6(path, FRAGMENT, second));
  }

  /** Puts destination options of 8 bytes of padding in front. */
  private static byte[] behindOptions(int next, byte[] behind) {
    byte[] whole = new byte[8 + behind.length];
    whole[0] = (byte) next;
    whole[2] = 1;
    whole[3] = 4;
    System.arraycopy(behind, 0, whole, 8, behind.length);
    return whole;
  }

  /** Sends a packet after all the others on the one wire: once it is handled, so are the others. */
  private static Set<String> bannedAfter(WiredHost host) {
    host.send(Packets.tcp(new Path("192.0.2.250", HOST4, TRAP), SYN));
    host.awaitBanned("192.0.2.250");
    Set<String> banned = new TreeSet<>(host.banned());
    banned.remove("192.0.2.250");
    return banned;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[traps]\nprove = false\n",
        "[traps]\nprove = false\ntcp = [23]\nstealth = false\n",
        "[traps]\nprove = false\nhits = 1\n[ban]\nnew-per-second = 0\n"
      })
  void aSynInPartsIsASyn(String toml) {
    try (WiredHost host = WiredHost.with(toml)) {
      sendInTwo4(host, TRAP4, syn(TRAP4), 8, 11);
      host.awaitBanned("192.0.2.1");
      Path second = new Path("192.0.2.2", HOST4, TRAP);
      sendInTwo4(host, second, syn(second), 16, 12);
      host.awaitBanned("192.0.2.2");
      // Over IPv6, the kernel drops a first fragment without the whole TCP header.
      sendInTwo6(host, TRAP6, TCP, Packets.segment(TRAP6, SYN, 1, 0, new byte[12]), 24);
      host.awaitBanned("2001:db8:f:1::/64");
      // The first fragment ends between two extension headers, which passes the kernel's check.
      Path hidden = new Path("2001:db8:f:2::5", HOST6, TRAP);
      byte[] twice = behindOptions(DESTINATION_OPTIONS, behindOptions(TCP, syn(hidden)));
      sendInTwo6(host, hidden, DESTINATION_OPTIONS, twice, 8);
      host.awaitBanned("2001:db8:f:2::/64");
      // In one piece, after options.
      Path options = new Path("2001:db8:f:3::5", HOST6, TRAP);
      host.send(Packets.ipv6(options, DESTINATION_OPTIONS, behindOptions(TCP, syn(options))));
      host.awaitBanned("2001:db8:f:3::/64");
    }
  }

  /** Fragments with an offset have arbitrary bytes in the place of flags and ports. */
  @ParameterizedTest
  @ValueSource(strings = {"", "[traps]\nprove = false\n", "[traps]\nclosed-ports = 1\n"})
  void anUploadInPartsBansNobody(String toml) {
    try (WiredHost host = WiredHost.with(toml)) {
      host.listen(9000);
      for (int fill : new int[] {0, 1, 23, 0x17, 0xff}) {
        byte[] words = new byte[1_200];
        Arrays.fill(words, (byte) fill);
        Path path = new Path("192.0.2.3", HOST4, 9000);
        byte[] upload = Packets.segment(path, ACK | PSH, 1, 1, words);
        sendInTwo4(host, path, upload, 600, 20 + fill);
        // A single fragment that no other follows; also one that begins at byte 8.
        host.send(Packets.ipv4(path, TCP, slice(upload, 600, 1_220), 300 + fill, 75));
        host.send(Packets.ipv4(path, TCP, slice(upload, 8, 40), 600 + fill, 1));
        Path path6 = new Path("2001:db8:f:4::5", HOST6, 9000);
        byte[] upload6 = Packets.segment(path6, ACK | PSH, 1, 1, words);
        sendInTwo6(host, path6, TCP, upload6, 600);
        byte[] alone = Packets.fragment(TCP, 75, false, 900 + fill, slice(upload6, 600, 1_220));
        host.send(Packets.ipv6(path6, FRAGMENT, alone));
      }
      assertThat(bannedAfter(host)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[traps]\nprove = false\n", "[traps]\nclosed-ports = 1\n"})
  void whatTheKernelThrowsAwayBansNobody(String toml) {
    try (WiredHost host = WiredHost.with(toml)) {
      int last = 10;
      for (int port : new int[] {TRAP, CLOSED}) {
        for (boolean ipv6 : new boolean[] {false, true}) {
          for (int flags : new int[] {SYN, 0}) {
            last++;
            Path path =
                ipv6
                    ? new Path("2001:db8:f:" + last + "::5", HOST6, port)
                    : new Path("192.0.2." + last, HOST4, port);
            byte[] good = Packets.segment(path, flags, 1, 0);
            byte[] shortHeader = good.clone();
            shortHeader[12] = 4 << 4;
            host.send(Packets.ip(path, TCP, shortHeader));
            for (int length : new int[] {14, 16, 19}) {
              host.send(Packets.ip(path, TCP, slice(good, 0, length)));
            }
            if (flags != SYN) continue;
            byte[] wrongSum = good.clone();
            wrongSum[16] ^= 1;
            host.send(Packets.ip(path, TCP, wrongSum));
            byte[] longHeader = good.clone();
            longHeader[12] = (byte) (15 << 4);
            host.send(Packets.ip(path, TCP, longHeader));
          }
        }
      }
      assertThat(bannedAfter(host)).isEmpty();
    }
  }

  /** Packets of other protocols are answered as at a closed port. */
  @ParameterizedTest
  @ValueSource(strings = {"", "[traps]\nprove = false\n", "[traps]\ntrigger = \"handshake\"\n"})
  void datagramsToATrapAreAnsweredAsAtAClosedPort(String toml) {
    try (WiredHost host = WiredHost.with(toml)) {
      for (boolean ipv6 : new boolean[] {false, true}) {
        for (int protocol : new int[] {UDP, SCTP}) {
          List<byte[]> trap = answers(host, ipv6, protocol, TRAP);
          List<byte[]> closed = answers(host, ipv6, protocol, CLOSED);
          assertThat(trap).hasSameSizeAs(closed);
          assertThat(trap.isEmpty()).isFalse();
        }
      }
    }
  }

  private static List<byte[]> answers(WiredHost host, boolean ipv6, int protocol, int port) {
    // A new sender each time: the kernel limits its answers per sender.
    int number = port % 100 + (ipv6 ? 1 : 0) + 2 * protocol % 7;
    Path path =
        ipv6
            ? new Path("2001:db8:f:" + (100 + number) + "::5", HOST6, port)
            : new Path("192.0.2." + (100 + number), HOST4, port);
    byte[] datagram = new byte[12];
    datagram[0] = (byte) (40_000 >> 8);
    datagram[1] = (byte) 40_000;
    datagram[2] = (byte) (port >> 8);
    datagram[3] = (byte) port;
    host.sentByHost(50);
    host.send(
        protocol == UDP ? Packets.udp(path, (byte) 'x') : Packets.ip(path, protocol, datagram));
    return host.sentByHost(200);
  }
}
