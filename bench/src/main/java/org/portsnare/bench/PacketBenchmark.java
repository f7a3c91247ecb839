package org.portsnare.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.portsnare.bench.host.BanLists;
import org.portsnare.bench.host.Floor;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.host.Sink;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;
import org.portsnare.testing.Lab;

/** Time that the table costs per packet. */
final class PacketBenchmark implements Scenario {
  private static final int ROUNDS = Scale.rounds(25);
  private static final int CHUNKS = 3;
  private static final int CHUNK = 19_200;

  /** Number of banned senders: their elements do not fit into a small cache. */
  private static final int MANY = 16_384;

  /** Distance between the banned senders: it spreads them over a million bans. */
  private static final int STRIDE = Math.max(1, Scale.MILLION / MANY);

  private static final String NO_TABLE = "no table";
  private static final String CONNTRACK = "no table, connection tracking";
  private static final String NO_BANS = "Portsnare, 0 other bans";
  private static final String CLOSED = "Portsnare, traps.closed";
  private static final String SET = "one set and a drop";
  private static final String COLLECTED = "gc-interval 10s";
  private static final String COUNTING = "one set that counts and a drop";
  private static final String FEW = ", 0 other bans";
  private static final String OF_MILLION = ", " + Text.count(Scale.MILLION) + " bans";
  private static final int MAX = 1_100_000;
  private static final String MILLION = "Portsnare, " + Text.count(Scale.MILLION) + " bans";

  private final String program = Floor.program("packets");
  private final Findings findings =
      Findings.of(
          this,
          "Cost of a packet",
          """
          UDP datagrams of 60 bytes over a veth pair into the guarded host, to a socket whose buffer is \
          full. One pinned CPU sends and receives in turn (a packet socket that bypasses the queue), so the \
          time for %d of them, divided, is the whole cost of a packet with the sender's own, which is \
          the same for all: differences are the table's. %d rounds of %d such chunks, all variants in each \
          round in an order drawn anew; a sample is the median of its chunks. One sender: always the same \
          address. Many: %d addresses in turn, each with an element of its own to find. "0 other bans" \
          has only the bans of the banned senders themselves. Portsnare's table asks for proof through \
          synproxy, and so brings connection tracking to a host that had none: the second line shows what \
          that alone costs. "One set and a drop" is the least that nft can ban with, and Portsnare's set \
          counts what each ban drops, as "one set that counts" does: what more bans cost there is the \
          kernel's own.\
          """
              .formatted(CHUNK, ROUNDS, CHUNKS, MANY));
  private final Figure cost =
      findings.figure(
          Figure.table("packet", "Cost of a packet, the sender's included", "sender", "ns")
              .against(NO_TABLE));

  /**
   * One thing to measure.
   *
   * @param first first address of the senders; the distance between senders is {@code stride}
   */
  private record Variant(
      Lab lab, String mac, String host, String sender, String first, int senders, int stride) {}

  @Override
  public String name() {
    return "packet";
  }

  @Override
  public Findings run() {
    String config = "[ban]\nmax = " + MAX + "\n[allow]\naddresses = [\"12.0.0.0/8\"]\n";
    try (Lab bare = Lab.create();
        Lab tracking = Lab.create();
        Lab setFew = Lab.create();
        Lab setMillion = Lab.create();
        Lab countingFew = Lab.create();
        Lab countingMillion = Lab.create();
        Guarded few = new Guarded(config).with(Ledgers.of(MANY));
        Guarded closed = new Guarded(config + "[traps]\nclosed = true\n");
        Guarded million = new Guarded(config).with(Ledgers.of(Scale.MILLION));
        Sink _ = Sink.open(bare.hostNamespace());
        Sink _ = Sink.open(tracking.hostNamespace());
        Sink _ = Sink.open(few.lab().hostNamespace());
        Sink _ = Sink.open(closed.lab().hostNamespace());
        Sink _ = Sink.open(million.lab().hostNamespace())) {
      succeed(tracking.onHostWithInput(TRACKING, "nft", "-f", "-"));
      ban(setFew, MANY, COLLECTED);
      ban(setMillion, Scale.MILLION, COLLECTED);
      ban(countingFew, MANY, COLLECTED + "; counter");
      ban(countingMillion, Scale.MILLION, COLLECTED + "; counter");
      few.start();
      closed.start();
      million.start();
      List<Variant> variants = new ArrayList<>();
      addOrdinary(variants, bare, NO_TABLE);
      addOrdinary(variants, tracking, CONNTRACK);
      addAll(variants, few.lab(), NO_BANS, 1);
      addOrdinary(variants, closed.lab(), CLOSED);
      addAll(variants, million.lab(), MILLION, STRIDE);
      addBanned(variants, setFew, SET + FEW, 1);
      addBanned(variants, setMillion, SET + OF_MILLION, STRIDE);
      addBanned(variants, countingFew, COUNTING + FEW, 1);
      addBanned(variants, countingMillion, COUNTING + OF_MILLION, STRIDE);
      Random random = new Random(42);
      for (int round = 0; round < ROUNDS; round++) {
        Collections.shuffle(variants, random);
        variants.forEach(this::measure);
      }
    }
    findings.setting("connection tracking", TRACKING);
    findings.setting(
        SET + ", that counts",
        BanLists.NFT_HEAD
            + "    flags timeout; size %d; %s; counter\n  }\n}\n".formatted(MAX, COLLECTED)
            + DROP);
    findings.setting("portsnare.toml", config);
    differences();
    return findings;
  }

  private static final String TRACKING =
      """
      table inet tracking {
        chain prerouting {
          type filter hook prerouting priority 0
          ct state invalid counter
        }
      }
      """;

  private static final String DROP =
      """
      table inet bench {
        chain prerouting {
          type filter hook prerouting priority raw
          ip saddr @banned4 drop
        }
      }
      """;

  private static void ban(Lab lab, int bans, String more) {
    succeed(lab.onHost("nft", "-f", BanLists.nft(bans, MAX, more).toString()));
    succeed(lab.onHostWithInput(DROP, "nft", "-f", "-"));
  }

  private static void succeed(Lab.Result result) {
    if (result.exit() != 0) throw new AssertionError(result.err());
  }

  private static void addOrdinary(List<Variant> variants, Lab lab, String host) {
    add(variants, lab, host, "ordinary", "13.0.0.0", 1);
  }

  private static void addAll(List<Variant> variants, Lab lab, String host, int stride) {
    addOrdinary(variants, lab, host);
    add(variants, lab, host, "allowed", "12.0.0.0", 1);
    addBanned(variants, lab, host, stride);
  }

  private static void addBanned(List<Variant> variants, Lab lab, String host, int stride) {
    add(variants, lab, host, "banned", Text.address(0), stride);
  }

  private static void add(
      List<Variant> variants, Lab lab, String host, String sender, String first, int stride) {
    String mac = lab.onHost("cat", "/sys/class/net/wan/address").out().strip();
    variants.add(new Variant(lab, mac, host, sender + ", one", first, 1, stride));
    variants.add(new Variant(lab, mac, host, sender + ", many", first, MANY, stride));
  }

  private void measure(Variant variant) {
    Lab.Result result =
        variant
            .lab()
            .inWorld(
                program,
                "eth0",
                variant.mac(),
                variant.first(),
                Integer.toString(variant.senders()),
                Integer.toString(variant.stride()),
                Lab.HOST4,
                Integer.toString(Sink.PORT),
                Integer.toString(CHUNKS),
                Integer.toString(CHUNK),
                "1");
    if (result.exit() != 0) throw new AssertionError("packets: " + result.err());
    List<Double> chunks = result.out().lines().map(Double::valueOf).toList();
    cost.add(variant.host(), variant.sender(), new Sample(chunks).median());
  }

  private void differences() {
    differences(Goal.PACKET, "one");
    differences(Goal.PACKET_MANY, "many");
    findings.note(
        "Noise is the distance between the first and third quartile, the larger of both.");
  }

  private void differences(Goal goal, String number) {
    boolean met = true;
    List<String> words = new ArrayList<>();
    for (String sender : List.of("banned", "allowed", "ordinary")) {
      Difference difference = difference(NO_BANS, MILLION, sender + ", " + number);
      met &= difference.isNoise();
      words.add(sender + " " + difference);
    }
    for (String set : List.of(SET, COUNTING)) {
      words.add(set + ": " + difference(set + FEW, set + OF_MILLION, "banned, " + number));
    }
    findings.reached(goal, met, String.join("; ", words));
  }

  private Difference difference(String without, String with, String sender) {
    Sample one = cost.sample(without, sender);
    Sample other = cost.sample(with, sender);
    return new Difference(other.median() - one.median(), Math.max(one.spread(), other.spread()));
  }

  /**
   * @param nanos nanoseconds per packet
   * @param noise width of the middle half of the samples, the larger one of both
   */
  private record Difference(double nanos, double noise) {
    boolean isNoise() {
      return Math.abs(nanos) <= noise;
    }

    @Override
    public String toString() {
      return "%+.0f ns (noise %.0f)".formatted(nanos, noise);
    }
  }
}
