package org.portsnare.cli;

import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.portsnare.testing.Lab;
import org.portsnare.view.HistoryView;

/**
 * One daemon with one configuration. First the innocents use the host, then the scanners scan it.
 * Each has its own address, and some run at the same time.
 */
final class DetectionRun {
  /** Without a ladder: all suspects over IPv6 are in one network, which it would soon ban. */
  private static final String NO_LADDER = "[ban]\nipv6-ladder = []\n";

  private static final boolean[] FAMILIES = {false, true};

  /** Number of scans at the same time; they mostly wait. */
  private static final int AT_ONCE = 6;

  /**
   * Senders of the last packet of each part. When the ledger has such a sender, the daemon has read
   * all packets before it.
   */
  private static final List<String> LAST = List.of("203.0.113.249", "203.0.113.250");

  private final Setting setting;
  private final Guarded guarded;
  private final String wanMac;

  /**
   * The results.
   *
   * @param bansOfInnocents bans while only innocents used the host
   * @param packets number of packets of each sender to the host
   */
  record Result(
      List<String> bansOfInnocents,
      Map<Attack.Suspect, Finding> findings,
      Map<Attack.Suspect, Integer> packets) {}

  private DetectionRun(Setting setting, Guarded guarded) {
    this.setting = setting;
    this.guarded = guarded;
    this.wanMac = guarded.lab().onHost("cat", "/sys/class/net/wan/address").out().strip();
  }

  /** Makes a lab, runs everything in it, and removes it. */
  static Result of(Setting setting) {
    try (Guarded guarded = Guarded.start(setting.toml() + NO_LADDER);
        Zombie _ = Zombie.in(guarded.lab());
        WebServer _ = WebServer.on(guarded.lab(), 80);
        WebServer _ = WebServer.on(guarded.lab(), Attack.SERVICE);
        NameServer _ = NameServer.on(guarded.lab());
        Sshd _ = Sshd.start(guarded);
        Wiretap tap = Wiretap.on(guarded.lab(), guarded.directory())) {
      return new DetectionRun(setting, guarded).run(tap);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Result run(Wiretap tap) {
    wire();
    innocents();
    List<String> bans = bansOfInnocents();
    attacks();
    settle(LAST.getLast());
    List<String> host = List.of(HOST4, HOST6);
    return result(bans, Trail.in(tap.stop(), host));
  }

  /**
   * Makes the wire like one between network cards: checksums are complete on the wire, and verified
   * on arrival. A virtual wire does neither, and then synproxy answers only half of the packets
   * over IPv6.
   */
  private void wire() {
    succeed(inWorld("ethtool", "-K", "eth0", "tx", "off"));
    succeed(guarded.lab().onHost("ethtool", "-K", "wan", "gro", "on"));
  }

  // --- innocents -------------------------------------------------------------------------------

  private void innocents() {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (boolean ipv6 : FAMILIES) {
      route(ipv6, Innocent.BROWSER.address(ipv6));
      for (Innocent innocent : Innocent.values()) tasks.add(() -> use(innocent, ipv6));
    }
    together(tasks);
  }

  /** Makes {@code sender} the address of programs that choose no address. */
  private void route(boolean ipv6, String sender) {
    String to = ipv6 ? HOST6 + "/128" : HOST4 + "/32";
    succeed(
        guarded
            .lab()
            .inWorld(
                "ip", ipv6 ? "-6" : "-4", "route", "replace", to, "dev", "eth0", "src", sender));
  }

  private static void succeed(Lab.Result result) {
    if (result.exit() != 0) throw new AssertionError(result.err());
  }

  private Void use(Innocent innocent, boolean ipv6) {
    Lab.Result result = inWorld(innocent.command(ipv6, guarded.directory().toString()));
    if (result.exit() != 0 || !result.out().contains(innocent.proof(ipv6))) {
      throw new AssertionError(
          setting + ", " + innocent + ": " + result.exit() + "\n" + result.out() + result.err());
    }
    return null;
  }

  private List<String> bansOfInnocents() {
    settle(LAST.getFirst());
    List<String> bans = new ArrayList<>(guarded.banned());
    bans.remove(LAST.getFirst());
    return bans;
  }

  // --- scanners --------------------------------------------------------------------------------

  private void attacks() {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Attack attack : Attack.values()) {
      for (boolean ipv6 : FAMILIES) {
        if (attack.runsOn(ipv6)) tasks.add(() -> scan(attack, ipv6));
      }
    }
    together(tasks);
  }

  private Void scan(Attack attack, boolean ipv6) {
    Lab.Result result = inWorld(attack.command(ipv6, wanMac));
    // hping3 exits with 1 if it got no answer, which is correct here.
    if (result.exit() != 0 && attack != Attack.HPING) {
      throw new AssertionError(
          setting + ", " + attack + ": " + result.exit() + "\n" + result.out() + result.err());
    }
    return null;
  }

  private Lab.Result inWorld(String... command) {
    List<String> words = new ArrayList<>(List.of("timeout", "-k", "1", "60"));
    words.addAll(List.of(command));
    return guarded.lab().inWorld(words.toArray(String[]::new));
  }

  private static void together(List<Callable<Void>> tasks) {
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Void> task : pool.invokeAll(tasks)) task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** Waits until all packets so far are in the ledger and in the capture. */
  private void settle(String last) {
    // No TCP flags: a trap under every setting.
    inWorld("hping3", "-c", "1", "-i", "u1000", "-p", "1", "-a", last, HOST4);
    guarded.awaitBanned(last);
  }

  // --- results ---------------------------------------------------------------------------------

  private Result result(List<String> bans, Map<String, Trail> trails) {
    if (!trails.containsKey(LAST.getLast())) throw new AssertionError("the capture is cut off");
    Map<Attack.Suspect, Finding> findings = new HashMap<>();
    Map<Attack.Suspect, Integer> packets = new HashMap<>();
    for (boolean ipv6 : FAMILIES) {
      for (Attack.Suspect suspect : Attack.suspects(ipv6)) {
        Trail trail = trails.getOrDefault(suspect.address(), Trail.EMPTY);
        packets.put(suspect, trail.size());
        findings.put(suspect, finding(suspect, trail));
      }
    }
    return new Result(bans, findings, packets);
  }

  private Finding finding(Attack.Suspect suspect, Trail trail) {
    List<HistoryView> history = guarded.client().explain(suspect.address()).history();
    return history.isEmpty() ? Finding.FREE : Finding.of(history.getFirst(), trail);
  }
}
