package org.portsnare.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import org.portsnare.bench.host.BanLists;
import org.portsnare.bench.host.Floor;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.host.Ledgers;
import org.portsnare.bench.report.Figure;
import org.portsnare.bench.report.Findings;
import org.portsnare.bench.report.Goal;
import org.portsnare.bench.report.Place;
import org.portsnare.bench.report.Sample;
import org.portsnare.bench.report.Scale;
import org.portsnare.bench.report.Scenario;
import org.portsnare.bench.report.Text;
import org.portsnare.bench.report.Timed;
import org.portsnare.testing.Command;

/** Time from the process start until all bans are enforced, beside nft, ipset and the floor. */
final class RestoreBenchmark implements Scenario {
  private static final String PORTSNARE = "Portsnare, start to ready";
  private static final String LOADING = "Portsnare, loading phase";
  private static final String NFT = "nft -f";
  private static final String IPSET = "ipset restore";
  private static final String FLOOR = "floor: send and recv in C";
  private static final int BATCH = 50_000;
  private static final int LARGEST = 5_000_000;

  private final String floor = Floor.program("load");
  private final Findings findings =
      Findings.of(
          this,
          "Restore",
          """
          n bans of IPv4 addresses, each with a timeout of its own. Portsnare is started on a ledger that \
          holds them, in a fresh pair of network namespaces, and the clock stops when it says `ready` and \
          its status shows n elements in the kernel's set. Its peers load the same addresses from a file in \
          a fresh namespace. The floor is a C program that has encoded the same elements beforehand, %d \
          a transaction, and only sends them: the kernel's own share. Rounds are interleaved; files are in \
          the page cache.\
          """
              .formatted(BATCH));
  private final Figure times =
      findings.figure(
          Figure.curve("restore", "Time to restore", "bans", "s", Figure.Plot.LOGARITHMIC)
              .against(NFT));
  private boolean loadingIsLogged = true;

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public Findings run() throws InterruptedException {
    double empty = empty();
    for (int bans : new int[] {1_000, 10_000, 100_000, 1_000_000, LARGEST}) {
      if (Scale.count(bans) != bans) continue;
      int rounds = bans == LARGEST ? 1 : bans == 1_000_000 ? 5 : 3;
      for (int round = 0; round < Scale.rounds(rounds); round++) measure(bans, empty);
    }
    findings.note("A start with an empty ledger takes " + Text.number(empty) + " s.");
    findings.note(
        loadingIsLogged
            ? "The loading phase is what the daemon logs for it (`table made took=`)."
            : "The daemon logs no time for its loading phase: it is the time to `ready` less that"
                + " of a start with an empty ledger.");
    findings.setting("nft -f", "table with a set: flags timeout, size n; elements with a timeout");
    findings.setting(
        "ipset restore", "hash:ip, hashsize and maxelem as large as the list, timeout");
    goals();
    return findings;
  }

  private static double empty() {
    Figure starts = Figure.table("", "", "", "");
    for (int round = 0; round < Scale.rounds(3); round++) {
      try (Guarded guarded = new Guarded("")) {
        starts.add("", "", guarded.start());
      }
    }
    return starts.sample("", "").median();
  }

  private void measure(int bans, double empty) throws InterruptedException {
    portsnare(bans, empty);
    times.add(NFT, bans, peer(bans, "nft", "-f", BanLists.nft(bans).toString()));
    times.add(IPSET, bans, ipset(bans));
    times.add(FLOOR, bans, floor(bans));
  }

  private void portsnare(int bans, double empty) throws InterruptedException {
    Path ledger = Ledgers.of(bans);
    try (Guarded guarded = new Guarded("[ban]\nmax = " + (bans + 100_000) + "\n").with(ledger)) {
      double seconds = guarded.start();
      long inKernel = guarded.control().status().bans().inKernel();
      if (inKernel != bans) {
        findings.note("ready with " + inKernel + " of " + bans + " bans in the kernel");
      }
      times.add(PORTSNARE, bans, seconds);
      OptionalDouble loading = guarded.loading();
      if (loading.isEmpty()) loadingIsLogged = false;
      times.add(LOADING, bans, loading.orElse(Math.max(0, seconds - empty)));
    }
    settle(bans);
  }

  private static double peer(int bans, String... command) throws InterruptedException {
    String[] all = new String[command.length + 2];
    all[0] = "unshare";
    all[1] = "--net";
    System.arraycopy(command, 0, all, 2, command.length);
    double seconds = Timed.seconds(new ProcessBuilder(all));
    settle(bans);
    return seconds;
  }

  private static double ipset(int bans) throws InterruptedException {
    return peer(bans, "ipset", "restore", "-file", BanLists.ipset(bans).toString());
  }

  /** Gives the kernel time to remove the last namespace. */
  private static void settle(int bans) throws InterruptedException {
    Scale.pause(Duration.ofMillis(200 + bans / 500));
  }

  private double floor(int bans) throws InterruptedException {
    String table =
        """
        table inet portsnare {
          set banned4 {
            type ipv4_addr
            flags dynamic,timeout
            size %d
          }
        }
        """
            .formatted(bans);
    Path file = Place.write(Place.target("lists").resolve("floor.nft"), table);
    String script = "nft -f %s && exec %s %d %d".formatted(file, floor, bans, BATCH);
    String out = Command.run("unshare", "--net", "sh", "-c", script);
    settle(bans);
    return Long.parseLong(out.strip().split(" ", -1)[0]) / 1e6;
  }

  private void goals() {
    String million = Text.count(1_000_000);
    Sample whole = times.sample(PORTSNARE, million);
    Sample loading = times.sample(LOADING, million);
    if (whole.isEmpty()) return;
    findings.reached(Goal.RESTORE, whole.median() < 3, Text.sample(whole, "s"));
    faster(Goal.LOADING_NFT, 3, loading, times.sample(NFT, million));
    faster(Goal.LOADING_IPSET, 2, loading, times.sample(IPSET, million));
  }

  private void faster(Goal goal, double wanted, Sample loading, Sample peer) {
    double ratio = peer.median() / loading.median();
    findings.reached(
        goal,
        ratio >= wanted,
        "%s times: %s against %s"
            .formatted(Text.number(ratio), Text.sample(loading, "s"), Text.sample(peer, "s")));
  }
}
