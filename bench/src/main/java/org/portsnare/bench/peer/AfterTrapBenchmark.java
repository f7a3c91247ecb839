package org.portsnare.bench.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.bench.host.Flood;
import org.portsnare.bench.host.Floor;
import org.portsnare.bench.host.Sink;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.testing.Lab;

/** Packets of a scanner that still pass, and the maximum number of bans per second. */
public final class AfterTrapBenchmark implements Scenario {
  private static final int[] RATES = {100, 1_000, 10_000, 50_000};
  private static final int SECONDS = 3;
  private static final Duration FLOOD_LIMIT = Scale.seconds(40);
  private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");

  private static final List<Supplier<Peer>> PEERS =
      List.of(
          PortsnarePeer::new,
          RecipePeer::new,
          PortSentryPeer::new,
          SshguardPeer::new,
          Fail2banPeer::new);

  private final String stream = Floor.program("stream");
  private final Findings findings =
      Findings.of(
          this,
          "After the trap packet",
          """
          A scanner connects to port 23 and from that moment on sends datagrams to another port, evenly at \
          a rate, for %d s. Counted are those that come through to the host's input hook, behind every \
          table of the peer; a scanner who is never banned gets all of them through. A new scanner for each \
          round; peers interleaved by round; each peer in namespaces of its own with its best settings, \
          below. fail2ban and sshguard read the log of a program that accepts connections on the trap port \
          and writes a line for each. The flood is of new scanners: packets for Portsnare, the recipe and \
          PortSentry, and log lines, all written at once, for the others; bans a second are those made \
          until all are banned or nothing has changed for 5 s, at most %d s.\
          """
              .formatted(SECONDS, FLOOD_LIMIT.toSeconds()));
  private final Figure passed =
      findings.figure(
          Figure.curve(
              "after-trap",
              "Packets that pass after the trap packet",
              "packets a second",
              "packets",
              Figure.Plot.LOGARITHMIC));
  private final Figure speed =
      findings.figure(Figure.table("bans-a-second", "A flood of new scanners", "what", ""));
  private int nextSource;

  @Override
  public String name() {
    return "after-trap";
  }

  @Override
  public Findings run() throws IOException, InterruptedException {
    for (int round = 0; round < Scale.rounds(3); round++) {
      for (Supplier<Peer> supplier : PEERS) {
        boolean first = round == 0;
        try (Peer peer = supplier.get()) {
          try {
            measure(peer, first);
          } catch (AssertionError | RuntimeException e) {
            findings.note(peer.name() + " failed: " + e.getMessage());
          }
        }
      }
    }
    return findings;
  }

  private void measure(Peer peer, boolean first) throws IOException, InterruptedException {
    peer.start();
    if (first) peer.settings().forEach((k, v) -> findings.setting(peer.name() + ": " + k, v));
    Lab.Result gauge = peer.lab().onHostWithInput(gauge(), "nft", "-f", "-");
    if (gauge.exit() != 0) throw new AssertionError(gauge.err());
    try (Sink _ = Sink.open(peer.lab().hostNamespace())) {
      for (int rate : RATES) scan(peer, rate);
    }
    if (first) flood(peer);
  }

  private static String gauge() {
    return """
    table inet gauge {
      counter passed { }
      chain input {
        type filter hook input priority 300
        udp dport %d counter name passed
      }
    }
    """
        .formatted(Sink.PORT);
  }

  private void scan(Peer peer, int rate) throws InterruptedException {
    String source = "203.0.113." + (1 + nextSource++ % 250);
    int packets = rate * SECONDS;
    long before = counted(peer);
    Lab.Result result =
        peer.lab()
            .inWorld(
                stream,
                source,
                Lab.HOST4,
                Integer.toString(Flood.PORT),
                Integer.toString(Sink.PORT),
                Integer.toString(rate),
                Integer.toString(packets));
    if (result.exit() != 0) throw new AssertionError("stream: " + result.err());
    long through = counted(peer) - before;
    passed.add(peer.name(), rate, through);
    if (through == packets) {
      findings.note(
          peer.name() + ": at " + rate + " a second a scanner was not banned within the stream");
    }
    Scale.pause(Duration.ofMillis(200));
  }

  private static long counted(Peer peer) {
    String counter = peer.lab().onHost("nft", "list", "counter", "inet", "gauge", "passed").out();
    Matcher packets = PACKETS.matcher(counter);
    if (!packets.find()) throw new AssertionError("no counter: " + counter);
    return Long.parseLong(packets.group(1));
  }

  private void flood(Peer peer) throws IOException, InterruptedException {
    long before = peer.bans();
    long start = System.nanoTime();
    int sent = peer.flood();
    double sending = (System.nanoTime() - start) / 1e9;
    long bans = peer.bans() - before;
    double last = (System.nanoTime() - start) / 1e9;
    while (bans < sent && System.nanoTime() - start < FLOOD_LIMIT.toNanos()) {
      Scale.pause(Duration.ofMillis(100));
      double now = (System.nanoTime() - start) / 1e9;
      long seen = peer.bans() - before;
      if (seen > bans) {
        bans = seen;
        last = now;
      } else if (now - last > 5) {
        break;
      }
    }
    speed.add(peer.name(), "new scanners", sent);
    speed.add(peer.name(), "banned", bans);
    speed.add(peer.name(), "bans a second", bans / last);
    speed.add(peer.name(), "seconds of sending", sending);
  }
}
