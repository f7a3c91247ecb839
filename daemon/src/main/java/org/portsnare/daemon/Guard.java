package org.portsnare.daemon;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Host;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.Ruleset;
import org.portsnare.hit.HitListener;
import org.portsnare.hit.HitQueue;
import org.portsnare.hit.HitRecorder;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.netlink.NetlinkException;

/** Keeps kernel, ledger and configuration together. Everything here runs on the worker's thread. */
final class Guard {
  /** Bans that are ended or adopted by one transaction. */
  private static final int CHUNK = 1_000;

  private static final long RETRY_MILLIS = 1_000;

  /**
   * A disk that is nearly full takes one row and refuses the next: no error for so long is an end.
   */
  private static final long QUIET_MILLIS = 5_000;

  private static final long RECONCILE_MILLIS = 60_000;

  /** One more second between two passes for so many bans: at a million, every 17 minutes. */
  private static final long BANS_PER_SECOND_OF_INTERVAL = 1_000;

  /** A million bans take about as long; what is not looked up by then keeps its older count. */
  private static final long LAST_PASS_NANOS = 3_000_000_000L;

  private static final String LAYOUT = "firewall.layout";

  private final Host host;
  private final Firewall firewall;
  private final LedgerFile ledgerFile;
  private final InstantSource clock;
  private final Log log;
  private final HitRecorder recorder;
  private final Reconciler reconciler;
  private final Surplus surplus = new Surplus();
  private final Runnable dump;
  private Config config;
  private Ledger ledger;
  private Ruleset ruleset;
  private Map<Integer, String> interfaceNames;
  private Set<Prefix> sshPeers;
  private String ledgerError = "";
  private Instant retryAt = Instant.EPOCH;
  private Instant quietAt = Instant.EPOCH;
  private Instant nextPass = Instant.EPOCH;
  private long rejected;
  private boolean removed;
  private long lastFull;

  /**
   * @param dump reads the whole of the kernel's sets, elsewhere, and brings it to {@link #adopt}
   */
  Guard(
      Config config,
      Host host,
      Firewall firewall,
      LedgerFile ledgerFile,
      InstantSource clock,
      Log log,
      HitQueue queue,
      HitListener listener,
      Runnable dump) {
    this.config = config;
    this.host = host;
    this.firewall = firewall;
    this.ledgerFile = ledgerFile;
    this.clock = clock;
    this.log = log;
    this.dump = dump;
    recorder = new HitRecorder(queue, this::interfaceName, listener);
    reconciler = new Reconciler(clock, log);
    ledger = ledgerFile.open();
    sshPeers = host.sshPeers();
    interfaceNames = host.interfaceNames();
    ruleset = rulesetFor(config);
  }

  private String interfaceName(int index) {
    return interfaceNames.getOrDefault(index, Integer.toString(index));
  }

  private Ruleset rulesetFor(Config wanted) {
    Situation situation = host.situation(wanted);
    List<Exemption> exemptions = Allowlist.of(situation, ledger, clock.instant());
    return new Ruleset(firewall.tableFlags(), wanted, situation, exemptions);
  }

  // --- start -----------------------------------------------------------------------------------

  /** Arms the traps and brings every ban back; what the kernel still has is kept. */
  void start() {
    ledger.expire(clock.instant());
    ledger.commit();
    boolean existed = firewall.tableExists();
    if (!existed) {
      firewall.apply(ruleset);
      rejected = firewall.load(ledger::forEachActive);
    } else if (!adoptTable()) {
      rejected = firewall.replace(ruleset, ledger::forEachActive);
    }
    ledger.setMeta(LAYOUT, layout(config));
    ledger.commit();
    long bans = ledger.count();
    log.notice(
        existed ? "table adopted" : "table made",
        "bans",
        bans,
        "interfaces",
        String.join(",", ruleset.situation().interfaces()));
    warnRejected();
  }

  private void warnRejected() {
    if (rejected > 0) {
      log.warn("bans do not fit into the sets, raise ban.max", "bans", rejected);
    }
  }

  /**
   * Takes over the table of an earlier daemon with the bans in it.
   *
   * @return whether that went; if not, its bans are in the ledger now and it is to be replaced
   */
  private boolean adoptTable() {
    boolean sameLayout = ledger.meta(LAYOUT).orElse(layout(config)).equals(layout(config));
    if (sameLayout) {
      try {
        firewall.apply(ruleset);
        runPass();
        if (Surplus.exists(ledger, firewall, policy())) dump.run();
        return true;
      } catch (NetlinkException e) {
        log.notice("table of the earlier daemon does not fit, made anew", "why", e.getMessage());
      }
    }
    List<Firewall.Found> found = new ArrayList<>();
    Firewall.dump(withLayout(ledger.meta(LAYOUT).orElse(layout(config))), found::add);
    adopt(found);
    return false;
  }

  /** What the keys in the ban sets mean: how many bits of an address they are. */
  private static String layout(Config config) {
    BanPolicy policy = config.ban().policy();
    return policy.ipv4Prefix() + "," + policy.ipv6Prefix();
  }

  private Ruleset withLayout(String layout) {
    String[] bits = layout.split(",", -1);
    BanPolicy policy = config.ban().policy();
    BanPolicy before =
        new BanPolicy(
            policy.expire(), policy.repeat(), Integer.parseInt(bits[0]), Integer.parseInt(bits[1]));
    Config.Bans bans = new Config.Bans(before, config.ban().max(), config.ban().reject());
    Config then = new Config(config.traps(), bans, config.allow(), config.daemon());
    return rulesetFor(then);
  }

  private void runPass() {
    reconciler.restart();
    while (!reconciler.step(ledger, firewall, policy())) {}
    schedulePass();
  }

  // --- the ordinary course ---------------------------------------------------------------------

  /**
   * Writes the hits that wait into the ledger.
   *
   * @return whether there are more that can be written now
   */
  boolean hits() {
    if (clock.instant().isBefore(retryAt)) return false;
    boolean[] more = {false};
    withLedger(() -> more[0] = recorder.record(ledger, firewall, ruleset, this::isExempt));
    return more[0];
  }

  private boolean isExempt(Prefix prefix) {
    return Allowlist.covers(ruleset.exemptions(), prefix);
  }

  /** What is due every second. */
  void tick() {
    hits();
    withLedger(this::expire);
    Set<Prefix> peers = host.sshPeers();
    if (!peers.equals(sshPeers)) {
      sshPeers = peers;
      refresh();
    }
    if (!clock.instant().isBefore(nextPass)) reconciler.begin();
    withLedger(this::lookForSurplus);
    warnFull();
  }

  private void lookForSurplus() {
    if (surplus.look(ledger, firewall, policy())) dump.run();
  }

  private BanPolicy policy() {
    return config.ban().policy();
  }

  private void expire() {
    int ended = ledger.expire(clock.instant());
    ledger.commit();
    if (ended > 0) log.info("bans ended", "count", ended);
  }

  private void warnFull() {
    long full = firewall.counters().full().packets();
    if (full > lastFull) {
      log.warn(
          "a ban set is full, traps still drop but ban no more, raise ban.max",
          "max",
          config.ban().max());
    }
    lastFull = full;
  }

  /**
   * Does one slice of the reconciler's pass, if one is under way.
   *
   * @return whether there is more to do
   */
  boolean reconcile() {
    if (!reconciler.isRunning()) return false;
    boolean[] done = {true};
    withLedger(() -> done[0] = reconciler.step(ledger, firewall, policy()));
    if (!done[0]) return true;
    if (!reconciler.isRunning()) {
      schedulePass();
      surplus.suspect();
    }
    return false;
  }

  private void schedulePass() {
    long interval = Math.max(RECONCILE_MILLIS, ledger.count() / BANS_PER_SECOND_OF_INTERVAL * 1000);
    nextPass = clock.instant().plusMillis(interval);
  }

  /** Events were lost: look at once at what the kernel has. */
  void eventsLost() {
    log.warn("hits came faster than they were read, some were lost; reading the kernel's sets");
    reconciler.begin();
  }

  /** Puts bans that the kernel made while nobody listened into the ledger. */
  void adopt(List<Firewall.Found> found) {
    withLedger(
        () -> {
          long before = reconciler.strangers();
          for (int from = 0; from < found.size(); from += CHUNK) {
            List<Firewall.Found> chunk = found.subList(from, Math.min(found.size(), from + CHUNK));
            List<Ban> longer = reconciler.adopt(chunk, ledger, ruleset);
            firewall.update(longer.stream().filter(b -> !firewall.isNetwork(b.prefix())).toList());
          }
          long news = reconciler.strangers() - before;
          if (news > 0) {
            log.notice("found bans in the kernel that the ledger did not know", "bans", news);
          }
        });
  }

  /** Addresses, routes, resolvers or SSH peers may have changed. */
  void refresh() {
    interfaceNames = host.interfaceNames();
    follow("network changed, rules follow");
  }

  private void follow(String why) {
    Ruleset now = rulesetFor(config);
    if (!now.sameAs(ruleset)) {
      firewall.apply(now);
      logFollowed(why, now);
    }
    ruleset = now;
  }

  private void logFollowed(String why, Ruleset now) {
    log.notice(
        why,
        "interfaces",
        String.join(",", now.situation().interfaces()),
        "exemptions",
        now.exemptions().size());
  }

  /** Another program has taken the table or a part of it away: everything at once, in one go. */
  void rebuild() {
    long start = System.nanoTime();
    rejected = firewall.replace(ruleset, ledger::forEachActive);
    long millis = (System.nanoTime() - start) / 1_000_000;
    log.warn("another program changed or removed the table, made anew", "took", millis + "ms");
    warnRejected();
    reconciler.restart();
  }

  /** Another program has changed elements of a set. */
  void elementsChanged() {
    reconciler.restart();
  }

  // --- commands --------------------------------------------------------------------------------

  /**
   * Puts another configuration into force.
   *
   * @return what the administrator should know
   */
  List<String> reload(Config wanted) {
    List<String> notes = new ArrayList<>();
    Config next = keepFixed(wanted, notes);
    Ruleset now = rulesetFor(next);
    boolean sameLayout = layout(next).equals(layout(config));
    boolean sameLifetimes =
        next.ban().policy().expire().equals(config.ban().policy().expire())
            && next.ban().policy().repeat().equals(config.ban().policy().repeat());
    if (!sameLifetimes) changeLifetimes(next.ban().policy());
    install(now, sameLayout);
    config = next;
    ruleset = now;
    if (!sameLifetimes) endDue();
    ledger.setMeta(LAYOUT, layout(config));
    ledger.commit();
    if (sameLifetimes) reconciler.restart();
    else reconciler.follow();
    log.notice("configuration reloaded");
    return notes;
  }

  private void install(Ruleset now, boolean sameLayout) {
    if (sameLayout) {
      try {
        firewall.apply(now);
        return;
      } catch (NetlinkException e) {
        log.info("rules cannot be changed in place, table made anew", "why", e.getMessage());
      }
    }
    // The sets are made anew: what they have counted goes into the ledger, and from there back.
    runPass();
    rejected = firewall.replace(now, ledger::forEachActive);
    warnRejected();
  }

  private Config keepFixed(Config wanted, List<String> notes) {
    if (wanted.daemon().equals(config.daemon())) return wanted;
    notes.add("changes in [daemon] take effect at the next start");
    return new Config(wanted.traps(), wanted.ban(), wanted.allow(), config.daemon());
  }

  private void changeLifetimes(BanPolicy policy) {
    int repeats = policy.repeat().size();
    for (int nth = 1; nth <= repeats + 1; nth++) {
      ledger.setLifetime(nth, nth == repeats + 1, policy.lifetime(nth));
    }
    ledger.commit();
  }

  /** Ends the bans that a shorter lifetime has made due, in the kernel too. */
  private void endDue() {
    List<Ban> due;
    Instant now = clock.instant();
    boolean networks = false;
    do {
      due = ledger.due(now, CHUNK);
      for (Ban ban : due) networks |= firewall.isNetwork(ban.prefix());
      firewall.remove(addresses(due));
      for (Ban ban : due) ledger.end(ban.prefix(), now, "expired");
      ledger.commit();
    } while (due.size() == CHUNK);
    if (networks) loadNetworks();
  }

  private List<Prefix> addresses(List<Ban> bans) {
    return bans.stream().map(Ban::prefix).filter(prefix -> !firewall.isNetwork(prefix)).toList();
  }

  private void loadNetworks() {
    firewall.loadNetworks(ledger.networks(policy()));
  }

  /** Bans by hand; the kernel first, so that a full set leaves the ledger as it was. */
  void ban(List<Ban> bans) {
    boolean networks = false;
    try {
      for (Ban ban : bans) {
        ledger.end(ban.prefix(), ban.since(), "replaced");
        ledger.insert(ban, null);
        networks |= firewall.isNetwork(ban.prefix());
      }
      firewall.update(bans.stream().filter(ban -> !firewall.isNetwork(ban.prefix())).toList());
      if (networks) loadNetworks();
      ledger.commit();
    } catch (RuntimeException e) {
      ledger.rollback();
      throw e;
    }
  }

  /** Lifts bans by hand, and returns those of the prefixes that were banned. */
  List<Prefix> unban(List<Prefix> prefixes) {
    Instant now = clock.instant();
    List<Prefix> lifted = new ArrayList<>();
    boolean networks = false;
    for (Prefix prefix : new HashSet<>(prefixes)) {
      if (!ledger.end(prefix, now, "unbanned")) continue;
      lifted.add(prefix);
      recorder.unbanned(prefix, now);
      networks |= firewall.isNetwork(prefix);
    }
    firewall.remove(lifted.stream().filter(prefix -> !firewall.isNetwork(prefix)).toList());
    if (networks) loadNetworks();
    ledger.commit();
    return lifted;
  }

  /** Changes the allowlist and puts it into force. */
  boolean changeAllowlist(Predicate<Ledger> change) {
    boolean changed = change.test(ledger);
    ledger.commit();
    follow("allowlist changed, rules follow");
    return changed;
  }

  // --- the ledger's troubles -------------------------------------------------------------------

  private void withLedger(Runnable work) {
    try {
      work.run();
      if (!ledgerError.isEmpty() && recorder.isIdle() && clock.instant().isAfter(quietAt)) {
        log.notice("ledger is written again");
        ledgerError = "";
      }
    } catch (LedgerException e) {
      ledgerFailed(e);
    }
  }

  private void ledgerFailed(LedgerException e) {
    if (e.isCorrupt()) {
      ledger.close();
      ledgerFile.setAside(e);
      ledger = ledgerFile.open();
      ledger.setMeta(LAYOUT, layout(config));
      ledger.commit();
      dump.run();
      return;
    }
    if (ledgerError.isEmpty()) {
      log.warn("ledger cannot be written, the kernel goes on banning", "why", e.getMessage());
    }
    ledgerError = String.valueOf(e.getMessage());
    retryAt = clock.instant().plusMillis(RETRY_MILLIS);
    quietAt = clock.instant().plusMillis(QUIET_MILLIS);
    try {
      ledger.rollback();
    } catch (LedgerException again) {
      // Said already; the next attempt will tell.
    }
  }

  // --- what others may read --------------------------------------------------------------------

  Ledger ledger() {
    return ledger;
  }

  Firewall firewall() {
    return firewall;
  }

  Ruleset ruleset() {
    return ruleset;
  }

  Config config() {
    return config;
  }

  Reconciler reconciler() {
    return reconciler;
  }

  String ledgerError() {
    return ledgerError;
  }

  List<Integer> listeningTraps() {
    return host.listeningTraps(config);
  }

  long rejected() {
    return rejected;
  }

  /** Takes the table away; the ledger knows the last counts. */
  void removeTable() {
    takeOverCounts();
    firewall.removeTable();
    removed = true;
  }

  private void takeOverCounts() {
    hits();
    long deadline = System.nanoTime() + LAST_PASS_NANOS;
    reconciler.restart();
    while (System.nanoTime() < deadline && !reconciler.step(ledger, firewall, policy())) {}
  }

  /** Takes the last counts over and lets go of the ledger; the kernel's table stays. */
  void stop() {
    try {
      if (!removed) takeOverCounts();
      ledger.close();
    } catch (LedgerException | NetlinkException e) {
      log.warn("could not take the last counts over", "why", e.getMessage());
    }
  }
}
