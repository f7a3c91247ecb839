package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.firewall.Packets.ACK;
import static org.portsnare.firewall.Packets.SYN;
import static org.portsnare.firewall.WiredHost.HOST4;
import static org.portsnare.firewall.WiredHost.HOST6;
import static org.portsnare.firewall.WiredHost.PEER4;
import static org.portsnare.firewall.WiredHost.PEER6;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.testing.Await;
import org.portsnare.testing.Nft;

/** A flood of forged packets fills the kernel's sets, and disables nothing. */
final class FilledSetsKernelIT {
  private static final int PER_SECOND = 20_000;
  private static final Duration WITHIN = Duration.ofSeconds(1);

  /** Forged SYNs and ACKs to traps and closed ports, both families, until it is closed. */
  private static final class Flood implements AutoCloseable {
    private static final int[] TRAPS_AND_CLOSED = {23, 445, 3306, 1001};
    private static final int BURST = 20;
    private static final int MAX_PACKETS = 30 * PER_SECOND;

    private final WiredHost host;
    private final Random random = new Random(1);
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::send);
    private volatile boolean done;
    private final AtomicLong sent = new AtomicLong();

    private final int[] ports;

    Flood(WiredHost host) {
      this(host, TRAPS_AND_CLOSED);
    }

    Flood(WiredHost host, int... ports) {
      this.host = host;
      this.ports = ports;
      thread.start();
    }

    private void send() {
      long begun = System.nanoTime();
      while (!done && sent.get() < MAX_PACKETS) {
        for (int i = 0; i < BURST; i++) host.send(packet());
        long due = begun + sent.addAndGet(BURST) * 1_000_000_000L / PER_SECOND;
        LockSupport.parkNanos(due - System.nanoTime());
      }
    }

    private byte[] packet() {
      boolean ipv6 = random.nextInt(4) == 0;
      String from =
          ipv6
              ? "2001:db8:%x:%x::1".formatted(random.nextInt(65_536), random.nextInt(65_536))
              : (11 + random.nextInt(80))
                  + "."
                  + random.nextInt(256)
                  + "."
                  + random.nextInt(256)
                  + "."
                  + random.nextInt(256);
      int port = ports[random.nextInt(ports.length)];
      int fromPort = 1_024 + random.nextInt(60_000);
      Packets.Path path = new Packets.Path(from, fromPort, ipv6 ? HOST6 : HOST4, port);
      return Packets.tcp(path, random.nextInt(3) == 0 ? ACK : SYN, random.nextInt(), 7);
    }

    @Override
    public void close() {
      done = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void connect(WiredHost host, String from, String to, int port) {
    host.inWorld(
        () -> {
          try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port), 3_000);
          } catch (IOException e) {
            // The test is what happens to its sender.
          }
          return true;
        });
  }

  private static long elements(WiredHost host, String set) {
    return host.onHost(
        () ->
            Long.parseLong(
                Nft.query(
                        "[.nftables[] | select(.set) | .set.elem // [] | length] | add",
                        "list",
                        "set",
                        "inet",
                        "portsnare",
                        set)
                    .strip()));
  }

  private static boolean isConfirmed(WiredHost host, String set, String element) {
    return host.onHost(
        () ->
            Nft.result("get", "element", "inet", "portsnare", set, "{ " + element + " }").exit()
                == 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[traps]\ntrigger = \"handshake\"\n",
        "[traps]\nhits = 2\nwithin = \"60s\"\n",
        "[traps]\ntrigger = \"handshake\"\nhits = 2\nwithin = \"60s\"\n",
        "[traps]\nclosed-ports = 3\nwithin = \"60s\"\n",
        "[ban]\nmax = 100\n",
      })
  void aRealConnectInTheMiddleOfAFloodIsConfirmed(String toml) {
    try (WiredHost host = WiredHost.with(toml);
        Flood flood = new Flood(host)) {
      host.checksumsAsBetweenNetworkCards();
      Await.until(
          "everything is full", Duration.ofSeconds(20), () -> flood.sent.get() > 5 * PER_SECOND);
      int connects = toml.contains("hits = 2") ? 2 : 1;
      for (int i = 0; i < connects; i++) {
        connect(host, PEER4, HOST4, 3389 + i * 2043);
        connect(host, PEER6, HOST6, 3389 + i * 2043);
      }
      Await.until("IPv4", WITHIN, () -> isConfirmed(host, "confirmed4", PEER4));
      Await.until("IPv6", WITHIN, () -> isConfirmed(host, "confirmed6", "2001:db8:bad:7::"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[traps]\nprove = false\n"})
  void twentyOfTwentyScannersThatTouchASecondTrapAreBanned(String toml) {
    try (WiredHost host = WiredHost.with(toml);
        Flood flood = new Flood(host)) {
      Await.until(
          "the breaker is open", Duration.ofSeconds(20), () -> flood.sent.get() > PER_SECOND);
      for (int i = 1; i <= 20; i++) {
        for (int port : List.of(1433, 5432)) {
          host.send(Packets.tcp(new Packets.Path("192.0.2." + i, HOST4, port), SYN));
        }
      }
      Await.until(
          "all of them",
          Duration.ofSeconds(5),
          () -> host.banned().stream().filter(ban -> ban.startsWith("192.0.2.")).count() == 20);
    }
  }

  /**
   * If nobody is asked for proof, senders that do not fit into the long memory are counted briefly.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[traps]\nprove = false\nhits = 3\nwithin = \"60s\"\n",
        "[traps]\nclosed-ports = 3\nwithin = \"60s\"\n",
        """
        [traps]
        udp = [1001, 1002, 1003]
        udp-bans = true
        prove = false
        hits = 3
        within = "60s"
        """,
      })
  void threeHitsInTheMiddleOfAFloodAreCounted(String toml) {
    boolean udp = toml.contains("udp");
    int first = toml.contains("closed") || udp ? 1001 : 23;
    // A single breaker for all kinds would be another reason; another test covers that.
    try (WiredHost host = WiredHost.with(toml + "[ban]\nnew-per-second = 0\n");
        Flood flood = new Flood(host, toml.contains("closed") ? 1001 : 23)) {
      Await.until("full", Duration.ofSeconds(20), () -> flood.sent.get() > 9 * PER_SECOND);
      for (int i = 1; i <= 20; i++) {
        for (int hit = 0; hit < 3; hit++) {
          int port = first == 23 ? 23 : first + hit;
          Packets.Path path = new Packets.Path("192.0.2." + i, HOST4, port);
          host.send(udp ? Packets.udp(path) : Packets.tcp(path, SYN));
        }
      }
      Await.until(
          "all of them",
          Duration.ofSeconds(5),
          () -> host.banned().stream().filter(ban -> ban.startsWith("192.0.2.")).count() == 20);
    }
  }

  /** SYNs and stealth probes have separate breakers. */
  @Test
  void aFloodOfSynsLeavesStealthProbesTheirOwnRate() {
    try (WiredHost host = WiredHost.with("");
        Flood flood = new Flood(host)) {
      Await.until(
          "the breaker is open", Duration.ofSeconds(20), () -> flood.sent.get() > PER_SECOND);
      host.send(Packets.tcp(new Packets.Path("192.0.2.1", HOST4, 82), 0));
      host.awaitBanned("192.0.2.1");
    }
  }

  @Test
  void theSetsAreFullThen() {
    try (WiredHost host = WiredHost.with("[traps]\nhits = 2\nwithin = \"60s\"\n");
        Flood flood = new Flood(host)) {
      Await.until("score", Duration.ofSeconds(20), () -> flood.sent.get() > 10 * PER_SECOND);
      assertThat(elements(host, "score4")).isEqualTo(65_536);
    }
  }
}
