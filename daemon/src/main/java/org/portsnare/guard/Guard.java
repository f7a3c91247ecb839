package org.portsnare.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Host;
import org.portsnare.allow.Services;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigException;
import org.portsnare.config.Problem;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.TablePort;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.hit.HitQueues;
import org.portsnare.hit.HitRecorder;
import org.portsnare.hit.Ladder;
import org.portsnare.hit.SaidRecorder;
import org.portsnare.ledger.Allowed;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.log.Log;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.reconcile.Passes;
import org.portsnare.reconcile.Reconciler;
import org.portsnare.store.Generations;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.store.TimeKeeper;
import org.portsnare.view.CoverageView;
import org.portsnare.view.PipelineView;
import org.portsnare.work.Deadline;
import org.portsnare.work.SteadyClock;

/** Keeps kernel, ledger and configuration together. Everything here runs on the worker's thread. */
public final class Guard {
  /**
   * What is due beyond so many thousand waits for the next second, so that hits are not kept
   * waiting.
   */
  private static final int MAX_CHUNKS_A_TICK = 5;

  private static final long TIDY_MILLIS = 60_000;

  private static final Duration ONE_DAY = Duration.ofDays(1);

  private static final long LISTENERS_MILLIS = 2_000;

  /** A million bans take about as long; what is not looked up by then keeps its older count. */
  private static final long LAST_PASS_NANOS = 3_000_000_000L;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final String NO_SYNPROXY =
      "'handshake' needs synproxy, which this kernel lacks (module nft_synproxy); say 'syn'";

  private final Host host;
  private final TablePort firewall;
  private final LedgerKeeper keeper;
  private final SteadyClock clock;
  private final TimeKeeper time;
  private final ServedPorts served;
  private final Coverage coverage = new Coverage();
  private final Log log;
  private final HitRecorder recorder;
  private final Generations generations = new Generations();
  private final Reconciler reconciler;
  private final Bans bans;
  private final Passes passes;
  private final TableKeeper table;
  private final Runnable dump;
  private final ConfigInForce inForce;
  private Ruleset ruleset;
  private Map<Integer, String> interfaceNames;
  private Set<Prefix> sshPeers;
  private List<Prefix> resolverAddresses;
  private final Deadline nextTidy = new Deadline();
  private final Deadline nextListeners = new Deadline();
  private final Alarms alarms;
  private final SaidRecorder saidRecorder;
  private final List<Allowed.Entry> unwritten = new ArrayList<>();
  private boolean followPending;
  private int leftOut;
  private Supplier<String> hitsError = () -> "";
  private final Set<Prefix> toCut = new HashSet<>();

  /** The exemptions of whom no ban is left. */
  private List<Exemption> cleared = List.of();

  private boolean cannotEnd;
  private List<Prefix> lastAllowed = List.of();
  private boolean started;
  private long restoreNanos;
  private boolean removed;

  /**
   * @param events is told what happens to bans
   * @param dump reads the whole of the kernel's sets, elsewhere, and brings it to {@link #adopt}
   */
  public Guard(
      Config config,
      Machine machine,
      LedgerKeeper keeper,
      Log log,
      HitQueues queues,
      BanEvents events,
      Runnable dump) {
    inForce = new ConfigInForce(config);
    host = machine.host();
    firewall = machine.firewall();
    clock = machine.clock();
    served = new ServedPorts(host);
    time = new TimeKeeper(clock, generations, machine.synchronised(), log);
    this.log = log;
    this.dump = dump;
    recorder = new HitRecorder(queues.hits(), this::interfaceName, events);
    saidRecorder = new SaidRecorder(queues.said(), events);
    alarms = new Alarms(log);
    reconciler = new Reconciler(clock, generations, events, log);
    this.keeper = keeper;
    keeper.listen(recorder::isIdle, this::ledgerBegunAnew);
    bans = new Bans(keeper, firewall, recorder, clock, events);
    passes = new Passes(reconciler, keeper, firewall, this::policy, clock, dump);
    table = new TableKeeper(firewall, keeper, reconciler, passes, log);
    sshPeers = host.sshPeers();
    resolverAddresses = host.resolverAddresses();
    interfaceNames = host.interfaceNames();
    ruleset = mending(() -> rulesetFor(config));
  }

  /** Does work that reads the ledger, once more with another one if that cannot be read. */
  private <T> T mending(Supplier<T> work) {
    try {
      return work.get();
    } catch (LedgerException e) {
      keeper.mend(e);
      return work.get();
    }
  }

  private String interfaceName(int index) {
    return interfaceNames.getOrDefault(index, Integer.toString(index));
  }

  private Ruleset rulesetFor(Config wanted) {
    Situation situation = host.situation(wanted);
    List<Exemption> exemptions = Allowlist.of(situation, allowed(), clock.instant());
    Features features = firewall.features(wanted);
    if (wanted.traps().trigger() == Config.TcpTrigger.HANDSHAKE
        && Ruleset.wantsProof(wanted)
        && !features.synproxy()) {
      throw new ConfigException(List.of(new Problem("traps.trigger", 0, 0, NO_SYNPROXY)));
    }
    return new Ruleset(features, wanted, situation, exemptions, generations.mark());
  }

  private List<Allowed.Entry> allowed() {
    List<Allowed.Entry> all = new ArrayList<>(unwritten);
    all.addAll(ledger().allowed().inForce(clock.instant()));
    return all;
  }

  // --- start -----------------------------------------------------------------------------------

  /** Arms the traps and brings every ban back; what the kernel still has is kept. */
  public void start() {
    mending(
        () -> {
          ledger().meta(Generations.KEY).ifPresent(generations::load);
          time.resume(ledger());
          served.resume(ledger());
          return true;
        });
    // Some exemptions end, and the time may be another one now.
    ruleset = rulesetFor(config());
    keeper.attempt(
        () -> {
          time.note(ledger());
          ledger().expire(clock.instant());
          ledger().commit();
        });
    long begun = System.nanoTime();
    boolean existed = mending(() -> table.start(config(), ruleset, this::rulesetFor));
    restoreNanos = System.nanoTime() - begun;
    long bans = ledger().count();
    log.notice(
        existed ? "table adopted" : "table made",
        "bans",
        bans,
        "took",
        restoreNanos / NANOS_PER_MILLI + "ms",
        "interfaces",
        String.join(",", ruleset.situation().interfaces()));
    started = true;
    if (ruleset.situation().interfaces().isEmpty()) {
      log.warn("no interface is guarded: there is no default route; see traps.interfaces");
    }
    table.warnRejected();
  }

  /** What nothing waits for: every ban is enforced already. */
  public void afterStart() {
    keeper.attempt(this::setUnreadableAside);
    keeper.attempt(() -> Ladder.begin(ledger(), ruleset));
    keeper.attempt(() -> endExempt(false));
    keeper.attempt(this::loadConfirmed);
  }

  /** Whether {@link #sweep} has something to do. */
  public boolean isSweeping() {
    return !removed && bans.isSweeping();
  }

  /** Looks at some more bans that may have to end. */
  public void sweep() {
    keeper.attempt(() -> exemptEnded(bans.sweep(policy(), clock.instant())));
  }

  /** Times may have been in doubt since the boot, and a time service has set the clock now. */
  private void settleTime() {
    if (!time.canSettle()) return;
    long deadline = System.nanoTime() + LAST_PASS_NANOS;
    while (hits() && System.nanoTime() < deadline) {}
    boolean[] changed = {false};
    keeper.attempt(() -> changed[0] = time.settle(ledger()));
    if (!changed[0]) return;
    keeper.attempt(() -> Ladder.again(ledger(), ruleset));
    keeper.attempt(() -> endExempt(false));
    refresh();
    passes.follow();
  }

  /** How many of the senders that met no service were caught. */
  public CoverageView coverage() {
    return coverage.look(ledger(), firewall, config().observe(), clock.instant());
  }

  /** How far the machine's clock is ahead of that of the bans. */
  public Duration clockAhead() {
    return time.ahead();
  }

  /** Which bans hold in both directions; nothing waits for it. */
  private void loadConfirmed() {
    if (config().observe()) return;
    List<Ban> networks = ledger().networks(policy());
    firewall.loadConfirmed(ledger().confirmed(Ruleset.CONFIRMED_SIZE), networks);
    firewall.noteNetworks(networks);
  }

  private static long millisSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1_000_000;
  }

  /** Another ledger is open now: the kernel's sets may have more than it, or less. */
  private void ledgerBegunAnew() {
    if (!started) return;
    keeper.attempt(() -> served.resume(ledger()));
    served.restart();
    followPending = true;
    cleared = List.of();
    dump.run();
    passes.restart();
    keeper.attempt(
        () -> {
          Layout.of(config()).note(ledger());
          time.note(ledger());
          ledger().commit();
        });
    keeper.attempt(() -> Ladder.begin(ledger(), ruleset));
    keeper.attempt(this::setUnreadableAside);
  }

  /** Rows that make no sense, which only a damaged disk or another program writes. */
  private void setUnreadableAside() {
    int rows = ledger().unreadable();
    if (rows == 0) return;
    leftOut += rows;
    log.warn("rows of the ledger make no sense and are left out", "rows", rows);
    ledger().setUnreadableAside(clock.instant());
    ledger().commit();
  }

  /** Rows of the ledger that make no sense, found since the start. */
  public int leftOut() {
    return leftOut;
  }

  // --- the ordinary course ---------------------------------------------------------------------

  /**
   * Writes the hits that wait into the ledger.
   *
   * @return whether there are more that can be written now
   */
  public boolean hits() {
    if (!keeper.mayTry()) return false;
    boolean[] more = {false};
    keeper.attempt(
        () -> {
          more[0] = recorder.record(ledger(), firewall, ruleset, this::isExempt);
          toCut.addAll(recorder.takeConfirmed());
          // What somebody says belongs to a ban, which is in the ledger now.
          if (!more[0]) saidRecorder.record(ledger(), firewall, ruleset);
        });
    return more[0];
  }

  /** A scanner that is known to be real gets nothing more, not on what was open either. */
  public void endConnections(Collection<Prefix> confirmed) {
    if (confirmed.isEmpty() || config().observe() || cannotEnd) return;
    try {
      int ended = host.endConnections(confirmed, this::isExempt);
      if (ended > 0) log.info("open connections of banned senders ended", "count", ended);
    } catch (NetlinkException e) {
      // The table drops what is sent on them even so.
      cannotEnd = e.errno() == Errno.EPERM || e.errno() == Errno.EOPNOTSUPP;
      log.notice("open connections of banned senders cannot be ended", "why", e.getMessage());
    }
  }

  /** All sockets are listed for it, so not for every batch of hits. */
  private void endConnections() {
    List<Prefix> confirmed = List.copyOf(toCut);
    toCut.clear();
    endConnections(confirmed);
  }

  private boolean isExempt(Prefix prefix) {
    return Allowlist.covers(ruleset.exemptions(), prefix);
  }

  /** What is due every second. */
  public void tick() {
    if (removed) return;
    time.tick();
    keeper.watch();
    // What a ledger that could not be written has left.
    if (!recorder.isIdle() || !saidRecorder.isIdle()) hits();
    endConnections();
    settleTime();
    keeper.attempt(this::expire);
    if (followPending || anyExemptionEnded()) refresh();
    passes.tick();
    if (nextTidy.isOver()) keeper.attempt(this::tidy);
    if (alarms.areDue(recorder.commits())) alarms.look(firewall, config());
  }

  /** Follows what no event of the kernel tells of: SSH sessions, the resolvers' file, listeners. */
  public void lookAround() {
    if (removed) return;
    Set<Prefix> peers = host.sshPeers();
    List<Prefix> resolvers = host.resolverAddresses();
    if (sameListeners() && peers.equals(sshPeers) && resolvers.equals(resolverAddresses)) return;
    sshPeers = peers;
    resolverAddresses = resolvers;
    refresh();
  }

  /** Looked for every {@value #LISTENERS_MILLIS} ms: it costs more than all the rest. */
  private boolean sameListeners() {
    if (!nextListeners.isOver()) return true;
    nextListeners.in(LISTENERS_MILLIS);
    served.learn(config(), firewall);
    Services services = host.services(config());
    served.tell(config(), firewall, services.served());
    return services.sparedTraps().equals(ruleset.situation().sparedTraps());
  }

  private void tidy() {
    nextTidy.in(TIDY_MILLIS);
    ledger().observed().expire(clock.instant());
    time.note(ledger());
    served.note(config(), firewall, ledger());
    ledger().commit();
    Instant now = clock.instant();
    // Bans that end by themselves lift none; they are told once a day.
    if (generations.began().orElse(time.begun()).plus(ONE_DAY).isBefore(now)) nextGeneration(now);
  }

  private boolean anyExemptionEnded() {
    for (Exemption exemption : ruleset.exemptions()) {
      Instant until = exemption.until();
      if (until != null && !until.isAfter(clock.instant())) return true;
    }
    return false;
  }

  public BanPolicy policy() {
    return config().ban().policy();
  }

  private void expire() {
    long ended = bans.endDue(MAX_CHUNKS_A_TICK, policy());
    passes.ended(ended);
    if (ended > 0) log.info("bans ended", "count", ended);
  }

  /**
   * Does one slice of the reconciler's pass, if one is under way.
   *
   * @return whether there is more to do
   */
  public boolean reconcile() {
    return !removed && passes.step();
  }

  /** Events were lost: look at once at what the kernel has. */
  public void eventsLost() {
    log.warn("some hits were not read; reading the kernel's sets");
    passes.eventsLost();
  }

  /** Puts bans that the kernel made while nobody listened into the ledger. */
  public void adopt(List<Firewall.Element> found) {
    keeper.attempt(
        () -> {
          long news = bans.adopt(found, ruleset, reconciler);
          if (news > 0) {
            log.notice("found bans in the kernel that the ledger did not know", "bans", news);
          }
        });
  }

  /** Addresses, routes, resolvers or SSH peers may have changed. */
  public void refresh() {
    if (removed) return;
    interfaceNames = host.interfaceNames();
    follow("network changed, rules follow");
  }

  private void follow(String why) {
    // Until it is done it is still to be done: an error is tried again a second later.
    followPending = true;
    Ruleset now = rulesetFor(config());
    if (!now.sameAs(ruleset)) {
      firewall.apply(now);
      logFollowed(why, now);
    }
    ruleset = now;
    endExempt();
    followPending = false;
  }

  /** Lifts bans by hand, and returns those of the prefixes that were banned. */
  public List<Prefix> lift(List<Prefix> prefixes) {
    Instant now = clock.instant();
    String before = generations.toString();
    try {
      List<Prefix> lifted = bans.lift(prefixes, policy(), now, () -> noteGeneration(now));
      if (!lifted.isEmpty()) mark();
      return lifted;
    } catch (RuntimeException e) {
      generations.load(before);
      throw e;
    }
  }

  /** A copy of what ended now, or before, is told from a new ban by its mark. */
  private void nextGeneration(Instant now) {
    noteGeneration(now);
    ledger().commit();
    mark();
  }

  private void noteGeneration(Instant now) {
    generations.next(now);
    ledger().setMeta(Generations.KEY, generations.toString());
  }

  private void mark() {
    try {
      Ruleset marked = rulesetFor(config());
      firewall.apply(marked);
      ruleset = marked;
    } catch (NetlinkException e) {
      log.info("rules do not have the next mark yet", "why", e.getMessage());
      followPending = true;
    }
  }

  /** What is exempt is not banned. */
  private void endExempt() {
    endExempt(true);
  }

  private void endExempt(boolean atOnce) {
    List<Exemption> exemptions = ruleset.exemptions();
    if (exemptions.equals(cleared)) return;
    lastAllowed = bans.endExempt(exemptions, policy(), clock.instant(), atOnce);
    cleared = exemptions;
    exemptEnded(lastAllowed);
  }

  private void exemptEnded(List<Prefix> ended) {
    if (ended.isEmpty()) return;
    nextGeneration(clock.instant());
    log.notice("bans of exempt senders ended", "bans", ended.size());
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
  public void rebuild() {
    if (removed) return;
    long start = System.nanoTime();
    followServices();
    table.replace(ruleset);
    served.restart();
    loadConfirmed();
    log.warn(
        "another program changed or removed the table, made anew",
        "took",
        millisSince(start) + "ms");
    passes.restart();
  }

  /** Events about the table were lost: its rules are put in place again, its bans are looked at. */
  public void repair() {
    if (removed) return;
    if (!firewall.tableExists()) {
      rebuild();
      return;
    }
    followServices();
    firewall.apply(ruleset);
    passes.changed();
  }

  /**
   * The rules are about to be put in place again: with the ports on which something listens now.
   */
  private void followServices() {
    if (config().traps().closed()) ruleset = rulesetFor(config());
  }

  /** Another program has changed elements of a set. */
  public void elementsChanged() {
    passes.changed();
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
    BanPolicy before = policy();
    Config old = config();
    tryOut(next);
    if (!next.ban().policy().sameLifetimes(before)) settleOr(old);
    return notes;
  }

  /** Makes existing bans follow; if that fails, {@code old} is in force again. */
  private void settleOr(Config old) {
    try {
      settle();
    } catch (RuntimeException e) {
      try {
        keeper.forget();
        tryOut(old);
      } catch (RuntimeException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /**
   * Puts the rules of another configuration into force; existing bans last as long as before. If
   * anything fails the old ones are in force again.
   */
  boolean tryOut(Config next) {
    Ruleset before = ruleset;
    Ruleset now = rulesetFor(next);
    // Before the kernel is touched: a ledger that cannot be written says so here.
    Layout.of(config()).note(ledger());
    ledger().commit();
    boolean keeps = keepsLayout(next);
    if (!keeps) drain();
    try {
      table.install(now, keeps);
      Layout.of(next).note(ledger());
      ledger().commit();
    } catch (RuntimeException e) {
      putBack(before, keeps, e);
      throw e;
    }
    nowInForce(next, now);
    log.notice("configuration reloaded");
    return true;
  }

  /**
   * Puts the rules from before a trial back, also while the ledger cannot be written: a full disk
   * must not keep an administrator out.
   */
  void takeBack(Config before) {
    Ruleset old = rulesetFor(before);
    table.install(old, keepsLayout(before));
    nowInForce(before, old);
  }

  /** The kernel has the rules. What the ledger cannot take yet is done when it can. */
  private void nowInForce(Config next, Ruleset now) {
    inForce.put(next);
    ruleset = now;
    served.restart();
    followPending = true;
    keeper.attempt(
        () -> {
          endExempt();
          followPending = false;
        });
    keeper.attempt(this::loadConfirmed);
    keeper.attempt(() -> Ladder.begin(ledger(), ruleset));
    alarms.reset();
    passes.restart();
  }

  /** Hits that are under way belong to the sets that are about to go. */
  private void drain() {
    while (hits()) {}
  }

  private void putBack(Ruleset before, boolean kept, RuntimeException why) {
    try {
      table.install(before, kept);
      loadConfirmed();
      passes.restart();
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  /** Whether the ban sets would have the same keys. */
  boolean keepsLayout(Config other) {
    return Layout.of(other).equals(Layout.of(config()));
  }

  /** Makes existing bans last as long as the configuration in force says. */
  boolean settle() {
    bans.follow(policy());
    loadConfirmed();
    passes.follow();
    return true;
  }

  private Config keepFixed(Config wanted, List<String> notes) {
    if (wanted.daemon().equals(config().daemon())) return wanted;
    notes.add("changes in [daemon] take effect at the next start");
    return wanted.withDaemon(config().daemon());
  }

  /** Does what a command asks for; what it has written is forgotten if it fails half way. */
  public <T> T atomically(Supplier<T> command) {
    return keeper.atomically(command);
  }

  /** Bans that ended because the last change of the allowlist exempts their senders. */
  public List<Prefix> lastAllowed() {
    return lastAllowed;
  }

  /** Changes the allowlist and puts it into force. */
  public boolean changeAllowlist(Predicate<Ledger> change) {
    lastAllowed = List.of();
    boolean changed =
        atomically(
            () -> {
              Instant now = clock.instant();
              unwritten.forEach(entry -> ledger().allowed().put(entry, now));
              boolean done = change.test(ledger());
              ledger().commit();
              return done;
            });
    unwritten.clear();
    followAllowlist();
    return changed;
  }

  private void followAllowlist() {
    try {
      follow("allowlist changed, rules follow");
    } catch (LedgerException e) {
      keeper.forget();
      // It is in the rules; bans that it ends are ended by the next attempt.
      log.info("bans of exempt senders have not ended yet", "why", e.getMessage());
    }
  }

  /** Exempts without the ledger, which cannot be written now: until the daemon ends. */
  public void allowUnwritten(Allowed.Entry entry) {
    unwritten.add(entry);
    followAllowlist();
  }

  // --- what others may read --------------------------------------------------------------------

  public Ledger ledger() {
    return keeper.ledger();
  }

  public TablePort firewall() {
    return firewall;
  }

  public Ruleset ruleset() {
    return ruleset;
  }

  /** What nobody should ban by hand without meaning it: also where allow.auto is off. */
  public List<Exemption> protectedPrefixes() {
    List<Exemption> all = new ArrayList<>(ruleset.exemptions());
    all.addAll(ruleset.situation().vital());
    return all;
  }

  public Config config() {
    return inForce.get();
  }

  /** For parts that depend on the configuration. */
  public ConfigInForce configInForce() {
    return inForce;
  }

  public PipelineView pipeline(long longestQueue) {
    return new PipelineView(
        longestQueue,
        recorder.commits(),
        recorder.recordNanos() / NANOS_PER_MILLI,
        recorder.commitNanos() / NANOS_PER_MILLI,
        recorder.kernelNanos() / NANOS_PER_MILLI);
  }

  public HitRecorder recorder() {
    return recorder;
  }

  /** Time the start took to have every ban back. */
  public long restoreNanos() {
    return restoreNanos;
  }

  public Bans bans() {
    return bans;
  }

  public Alarms alarms() {
    return alarms;
  }

  public Reconciler reconciler() {
    return reconciler;
  }

  /**
   * To be called before anything else.
   *
   * @param why says why no hits can be read; empty if they can
   */
  public void readsHits(Supplier<String> why) {
    hitsError = why;
  }

  /** Why no hits can be read; empty if they can. */
  public String hitsError() {
    return hitsError.get();
  }

  public String ledgerError() {
    return keeper.error();
  }

  public long ledgerFailures() {
    return keeper.failures();
  }

  /** Whether the kernel has our table. */
  public boolean tableInPlace() {
    return !removed && firewall.tableExists();
  }

  public List<Integer> listeningTraps() {
    return host.listeningTraps(config());
  }

  /** Whether it is to follow SSH sessions and cannot see them. */
  public boolean isBlindForSsh() {
    return config().allow().auto() && !host.seesSshPeers();
  }

  public long rejected() {
    return table.rejected();
  }

  /** Takes the table away; the ledger knows the last counts. */
  public void removeTable() {
    takeOverCounts();
    firewall.removeTable();
    removed = true;
  }

  private void takeOverCounts() {
    if (!started) return;
    long deadline = System.nanoTime() + LAST_PASS_NANOS;
    while (hits() && System.nanoTime() < deadline) {}
    passes.last(deadline);
  }

  /** Takes the last counts over and lets go of the ledger; the kernel's table stays. */
  public void stop() {
    try {
      if (!removed) takeOverCounts();
      if (started) {
        time.note(ledger());
        served.note(config(), firewall, ledger());
        ledger().commit();
      }
    } catch (LedgerException | NetlinkException e) {
      log.warn("could not take the last counts over", "why", e.getMessage());
    } finally {
      keeper.close();
    }
  }
}
