package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.firewall.Packets.ACK;
import static org.portsnare.firewall.Packets.SYN;
import static org.portsnare.firewall.WiredHost.HOST4;
import static org.portsnare.firewall.WiredHost.HOST6;
import static org.portsnare.firewall.WiredHost.PEER4;
import static org.portsnare.firewall.WiredHost.PEER6;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.testing.Nft;

/**
 * A forged packet with a peer's address does not affect the connections that this host has opened.
 * A confirmed ban drops everything, in both directions.
 */
final class AnswersKernelIT {
  private static final int PORT = 8000;
  private static final int REQUESTS = 1_000;
  private static final int TIMEOUT_MILLIS = 2_000;

  /** A server that sends back what it receives, over TCP and UDP. */
  private static final class EchoServer implements AutoCloseable {
    private final ServerSocket tcp;
    private final DatagramSocket udp;

    EchoServer(WiredHost host) {
      tcp = host.inWorld(() -> new ServerSocket(PORT));
      udp = host.inWorld(() -> new DatagramSocket(PORT));
      Thread.ofPlatform().daemon().start(this::accept);
      Thread.ofPlatform().daemon().start(this::datagrams);
    }

    private void accept() {
      try {
        while (true) {
          Socket connection = tcp.accept();
          Thread.ofPlatform().daemon().start(() -> echo(connection));
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    private static void echo(Socket connection) {
      try (connection) {
        connection.getInputStream().transferTo(connection.getOutputStream());
      } catch (IOException e) {
        // The other end has gone.
      }
    }

    private void datagrams() {
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      try {
        while (true) {
          udp.receive(packet);
          udp.send(packet);
        }
      } catch (IOException e) {
        // Closed.
      }
    }

    @Override
    public void close() throws IOException {
      tcp.close();
      udp.close();
    }
  }

  private static Socket connect(WiredHost host, String peer) {
    return host.onHost(
        () -> {
          Socket socket = new Socket();
          socket.setSoTimeout(TIMEOUT_MILLIS);
          socket.setTcpNoDelay(true);
          socket.connect(new InetSocketAddress(InetAddress.ofLiteral(peer), PORT), TIMEOUT_MILLIS);
          return socket;
        });
  }

  private static boolean answers(Socket socket) {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() == 'x';
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answersNew(WiredHost host, String peer) {
    try (Socket socket = connect(host, peer)) {
      return answers(socket);
    } catch (IOException e) {
      return false;
    }
  }

  private static DatagramSocket datagramSocket(WiredHost host) {
    return host.onHost(
        () -> {
          DatagramSocket socket = new DatagramSocket();
          socket.setSoTimeout(TIMEOUT_MILLIS);
          return socket;
        });
  }

  private static boolean answers(DatagramSocket socket, String peer) {
    try {
      InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(peer), PORT);
      socket.send(new DatagramPacket(new byte[] {'x'}, 1, to));
      socket.receive(new DatagramPacket(new byte[1], 1));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String hostOf(String peer) {
    return peer.equals(PEER4) ? HOST4 : HOST6;
  }

  private static Prefix banOf(String peer) {
    return peer.equals(PEER4) ? Prefix.parse(PEER4) : Prefix.parse("2001:db8:bad:7::/64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[traps]\nprove = false\n", "[ban]\nresponse = \"reject\"\n"})
  void noRequestFailsWhoseAnswersComeFromASenderThatWasForged(String toml) throws IOException {
    try (WiredHost host = WiredHost.with(toml);
        EchoServer server = new EchoServer(host)) {
      assertThat(server).isNotNull();
      for (String peer : List.of(PEER4, PEER6)) {
        try (Socket open = connect(host, peer);
            DatagramSocket openUdp = datagramSocket(host)) {
          assertThat(answers(open)).isTrue();
          assertThat(answers(openUdp, peer)).isTrue();
          host.send(Packets.tcp(new Packets.Path(peer, hostOf(peer), 23), SYN));
          host.awaitBanned(banOf(peer).toString());
          int failed = 0;
          for (int i = 0; i < REQUESTS; i++) {
            if (!answers(open)) failed++;
            if (!answers(openUdp, peer)) failed++;
            if (failed > 0) break;
            if (!answersNew(host, peer)) failed++;
            try (DatagramSocket socket = datagramSocket(host)) {
              if (!answers(socket, peer)) failed++;
            }
          }
          assertThat(failed).as("failed requests to %s", peer).isZero();
        }
      }
    }
  }

  /** A peer that is banned still cannot ask this host for anything. */
  @Test
  void whatABannedSenderBeginsGetsNoAnswer() {
    try (WiredHost host = WiredHost.with("")) {
      host.listen(9000);
      host.send(Packets.tcp(new Packets.Path(PEER4, HOST4, 23), SYN));
      host.awaitBanned(PEER4);
      host.sentByHost(200);
      Packets.Path open = new Packets.Path(PEER4, HOST4, 9000);
      host.send(Packets.tcp(open, SYN));
      host.send(Packets.tcp(open, ACK));
      host.send(Packets.tcp(open, SYN | ACK));
      host.send(Packets.tcp(new Packets.Path(PEER4, HOST4, 1001), ACK));
      host.send(Packets.udp(new Packets.Path(PEER4, HOST4, 1001), (byte) 'x'));
      assertThat(host.sentByHost(300)).isEmpty();
    }
  }

  @Test
  void aConfirmedBanHoldsInBothDirections() throws IOException {
    try (WiredHost host = WiredHost.with("");
        EchoServer server = new EchoServer(host)) {
      assertThat(server).isNotNull();
      for (String peer : List.of(PEER4, PEER6)) {
        try (Socket open = connect(host, peer);
            DatagramSocket datagrams = datagramSocket(host)) {
          assertThat(answers(open)).isTrue();
          Term ban = new Term(banOf(peer), 0, BanSink.NEVER, 0);
          host.firewall().add(List.of(ban));
          assertThat(answers(open)).as("banned, not confirmed").isTrue();
          host.firewall().confirm(List.of(ban));
          host.sentByHost(200);
          open.setSoTimeout(300);
          datagrams.setSoTimeout(300);
          assertThat(answers(open)).isFalse();
          assertThat(answers(datagrams, peer)).isFalse();
          assertThat(host.sentByHost(300)).isEmpty();
          // After the ban is lifted, all is as before.
          host.firewall().remove(List.of(banOf(peer)));
          datagrams.setSoTimeout(TIMEOUT_MILLIS);
          assertThat(answers(datagrams, peer)).isTrue();
        }
      }
    }
  }

  /** Scanners that are real find room even if the sets of bans are full. */
  @Test
  void aSetOfBansThatIsFullStillTakesAConfirmedBan() {
    try (WiredHost host = WiredHost.with("[ban]\nmax = 1\n")) {
      host.firewall().add(List.of(new Term(Prefix.parse("192.0.2.1"), 0, BanSink.NEVER, 0)));
      host.listen(9000);
      Term second = new Term(Prefix.parse(PEER4), 0, BanSink.NEVER, 0);
      assertThat(host.firewall().add(List.of(second))).isEqualTo(1);
      host.firewall().confirm(List.of(second));
      host.sentByHost(200);
      host.send(Packets.tcp(new Packets.Path(PEER4, HOST4, 9000), SYN));
      assertThat(host.sentByHost(300)).isEmpty();
      assertThat(
              host.onHost(
                  () ->
                      Nft.query(
                          ".nftables[].counter? // empty | select(.name == \"banned\") | .packets",
                          "list",
                          "counters")))
          .isEqualToIgnoringWhitespace("1");
    }
  }
}
