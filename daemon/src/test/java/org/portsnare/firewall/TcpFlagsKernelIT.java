package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.firewall.Packets.ACK;
import static org.portsnare.firewall.Packets.FIN;
import static org.portsnare.firewall.Packets.RST;
import static org.portsnare.firewall.Packets.SYN;
import static org.portsnare.firewall.WiredHost.HOST4;
import static org.portsnare.firewall.WiredHost.HOST6;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.packet.PacketHeader;
import org.portsnare.testing.Await;

/**
 * All 512 combinations of the nine flag bits, over IPv4 and IPv6, to a trap, a closed and an open
 * port, each from a sender of its own.
 *
 * <p>These packets ban: packets that no TCP sends (RFC 9293, 3.10.7: only a SYN or a RST may be
 * without ACK; no SYN goes with FIN or RST), and a SYN to a trap. These do not, because honest
 * hosts send them to hosts that have forgotten a connection: ACK, FIN and ACK, SYN and ACK. A RST,
 * alone or with anything but SYN, gets no answer, and so tells a scanner nothing. PSH, URG, ECE,
 * CWR and the bit of AccECN change none of this.
 */
final class TcpFlagsKernelIT {
  private static final int TRAP = 23;
  private static final int CLOSED = 1001;
  private static final int OPEN = 9000;
  private static final List<Integer> PORTS = List.of(TRAP, CLOSED, OPEN);
  private static final int COMBINATIONS = 512;

  private static boolean isStealth(int flags) {
    boolean syn = (flags & SYN) != 0;
    if (syn) return (flags & (FIN | RST)) != 0;
    return (flags & (RST | ACK)) == 0;
  }

  private static boolean bans(int flags, int port) {
    boolean asksForConnection = (flags & (FIN | SYN | RST | ACK)) == SYN;
    return isStealth(flags) || (port == TRAP && asksForConnection);
  }

  private static String sender(boolean ipv6, int port, int flags) {
    int place = PORTS.indexOf(port);
    if (ipv6) return "2001:db8:" + Integer.toHexString(0x100 + place) + ":" + hex(flags) + "::5";
    return "203.0." + (113 + 2 * place + flags / 256) + "." + flags % 256;
  }

  private static String hex(int number) {
    return Integer.toHexString(number + 1);
  }

  private static String ban(boolean ipv6, int port, int flags) {
    String sender = sender(ipv6, port, flags);
    return ipv6 ? sender.replace("::5", "::/64") : sender;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[ban]\nnew-per-second = 0\n",
        "[traps]\nprove = false\n[ban]\nnew-per-second = 0\n",
      })
  void whatNoTcpSendsBansAndTheRestIsTheSameForATrapAndAClosedPort(String toml) {
    try (WiredHost host = WiredHost.with(toml)) {
      host.listen(OPEN);
      for (boolean ipv6 : new boolean[] {false, true}) {
        for (int port : PORTS) sendAll(host, ipv6, port);
      }
      Set<String> expected = expected();
      Await.until("all", Duration.ofSeconds(10), () -> host.banned().size() >= expected.size());
      Map<String, Set<String>> answers = answers(host);
      assertThat(host.banned()).isEqualTo(expected);
      for (boolean ipv6 : new boolean[] {false, true}) {
        for (int flags = 0; flags < COMBINATIONS; flags++) {
          if (bans(flags, TRAP)) continue;
          assertThat(answers.get(sender(ipv6, TRAP, flags)))
              .as("flags %x to a trap, as to a closed port", flags)
              .isEqualTo(answers.get(sender(ipv6, CLOSED, flags)));
        }
      }
      // A control: something did answer.
      assertThat(answers.get(sender(false, TRAP, ACK))).isNotNull();
      assertThat(answers.get(sender(true, OPEN, SYN))).isNotNull();
    }
  }

  private static void sendAll(WiredHost host, boolean ipv6, int port) {
    for (int flags = 0; flags < COMBINATIONS; flags++) {
      String from = sender(ipv6, port, flags);
      host.send(Packets.tcp(new Packets.Path(from, ipv6 ? HOST6 : HOST4, port), flags));
    }
  }

  private static Set<String> expected() {
    Set<String> expected = new TreeSet<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      for (int port : PORTS) {
        for (int flags = 0; flags < COMBINATIONS; flags++) {
          if (bans(flags, port)) expected.add(ban(ipv6, port, flags));
        }
      }
    }
    return expected;
  }

  /** The answers to each sender, by its address: flags, window and length of each packet. */
  private static Map<String, Set<String>> answers(WiredHost host) {
    Map<String, Set<String>> answers = new HashMap<>();
    PacketHeader header = new PacketHeader();
    for (byte[] packet : host.sentByHost(500)) {
      if (!header.decode(packet, 0, packet.length) || !header.hasTcp()) continue;
      boolean ipv6 = header.ipv6();
      int at = header.destinationAt();
      String to = org.portsnare.ban.Prefix.of(packet, at, ipv6, ipv6 ? 128 : 32).addressText();
      String shape =
          "flags " + header.tcpFlags() + " window " + header.tcpWindow() + " ttl " + header.ttl();
      answers.computeIfAbsent(to, _ -> new HashSet<>()).add(shape);
    }
    return answers;
  }

  /** A FIN as macOS sends it, if a program gives up before its SYN is answered. */
  @Test
  void aBareFinWithTimestampsBansNobodyAndIsNotAnswered() {
    byte[] timestamps = {1, 1, 8, 10, 0x49, (byte) 0xf2, 0x1a, 0x44, 0, 0, 0, 0};
    try (WiredHost host = WiredHost.with("")) {
      host.listen(OPEN);
      for (boolean ipv6 : new boolean[] {false, true}) {
        for (int port : PORTS) {
          Packets.Path path = new Packets.Path(sender(ipv6, port, FIN), ipv6 ? HOST6 : HOST4, port);
          host.send(Packets.tcpWithOptions(path, FIN, timestamps));
        }
      }
      host.send(
          Packets.tcpWithOptions(
              new Packets.Path("203.0.113.250", HOST4, OPEN), FIN | Packets.PSH, timestamps));
      host.awaitBanned("203.0.113.250");
      assertThat(host.banned()).containsExactly("203.0.113.250");
      Map<String, Set<String>> answers = answers(host);
      for (int port : PORTS) {
        assertThat(answers).doesNotContainKey(sender(false, port, FIN));
        assertThat(answers).doesNotContainKey(sender(true, port, FIN));
      }
    }
  }
}
