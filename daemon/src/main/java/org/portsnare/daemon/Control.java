package org.portsnare.daemon;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.ConfigException;
import org.portsnare.config.ConfigFile;
import org.portsnare.config.ConfigReader;
import org.portsnare.control.Change;
import org.portsnare.control.Commands;
import org.portsnare.control.ImportRequest;
import org.portsnare.control.ListRequest;
import org.portsnare.event.BanEvents;
import org.portsnare.event.EventQueue;
import org.portsnare.firewall.Found;
import org.portsnare.guard.Allowlist;
import org.portsnare.guard.Guard;
import org.portsnare.guard.Importer;
import org.portsnare.guard.Trials;
import org.portsnare.ledger.Allowed;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.LedgerException;
import org.portsnare.ledger.query.BanQuery;
import org.portsnare.ledger.query.PastBan;
import org.portsnare.log.Log;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.packet.PacketHeader;
import org.portsnare.packet.PacketText;
import org.portsnare.text.LocalTime;
import org.portsnare.view.Answer;
import org.portsnare.view.BanView;
import org.portsnare.view.ExemptionView;
import org.portsnare.view.ExplainView;
import org.portsnare.view.HistoryView;
import org.portsnare.view.ImportView;
import org.portsnare.view.SaidView;
import org.portsnare.view.StatusView;
import org.portsnare.work.ReadAhead;
import org.portsnare.work.Worker;

/** Carries out what comes over the control socket. Thread-safe: it hands the work to the worker. */
final class Control implements Commands {
  /** Rows whose counts are asked of the kernel together. */
  private static final int PAGE = 500;

  /** A million bans on a slow disk. */
  private static final long IMPORT_TIMEOUT_SECONDS = 600;

  /**
   * Rows of a list whose counts are asked of the kernel; the others have those of the last pass.
   */
  private static final int COUNTED = 10_000;

  private static final int MAX_HISTORY = 100;

  /** Bans inside a network that are named. */
  private static final int NAMED_INSIDE = 10;

  private final Worker worker;
  private final Guard guard;
  private final Trials trials;
  private final BanEvents events;
  private final StatusReport statusReport;
  private final Publishing publishing;
  private final SystemdNotify notify;
  private final Log log;
  private final InstantSource clock;
  private final Consumer<Boolean> stopper;

  /**
   * @param stopper is told to end the daemon, and whether to take the table down
   */
  Control(
      Core core,
      StatusReport statusReport,
      Publishing publishing,
      SystemdNotify notify,
      Log log,
      InstantSource clock,
      Consumer<Boolean> stopper) {
    worker = core.worker();
    guard = core.guard();
    trials = core.trials();
    events = core.events();
    this.statusReport = statusReport;
    this.publishing = publishing;
    this.notify = notify;
    this.log = log;
    this.clock = clock;
    this.stopper = stopper;
  }

  @Override
  public StatusView status() {
    return worker.call(statusReport::make);
  }

  @Override
  public void list(ListRequest request, Consumer<BanView> consumer) {
    List<Ban> page = new ArrayList<>(PAGE);
    int[] counted = {request.counts() ? COUNTED : 0};
    Ledger ledger = worker.call(this::upToDate);
    BanQuery query = query(request);
    ReadAhead.<Ban>run(
        read -> ledger.list(query, read),
        ban -> {
          if (counted[0] == 0) {
            consumer.accept(BanView.of(ban, 0));
            return;
          }
          counted[0]--;
          page.add(ban);
          if (page.size() == PAGE || counted[0] == 0) flush(page, consumer);
        });
    flush(page, consumer);
  }

  @Override
  public void addresses(ListRequest request, Consumer<String> consumer) {
    worker.call(this::upToDate).listPrefixes(query(request), consumer);
  }

  private Ledger upToDate() {
    guard.hits();
    return guard.ledger();
  }

  private BanQuery query(ListRequest request) {
    Instant since = request.since() == null ? null : clock.instant().minus(request.since());
    return new BanQuery(
        request.observed(), since, request.port(), request.evidence(), request.limit());
  }

  private void flush(List<Ban> page, Consumer<BanView> consumer) {
    if (page.isEmpty()) return;
    Map<Prefix, Long> dropped = worker.call(() -> dropped(page));
    for (Ban ban : page) {
      consumer.accept(BanView.of(ban, dropped.getOrDefault(ban.prefix(), 0L)));
    }
    page.clear();
  }

  private Map<Prefix, Long> dropped(List<Ban> bans) {
    Map<Prefix, Long> dropped = new HashMap<>();
    List<Prefix> prefixes = bans.stream().map(Ban::prefix).toList();
    Found found = guard.firewall().lookUp(prefixes);
    for (int i = 0; i < prefixes.size(); i++) {
      if (found.has(i)) dropped.put(prefixes.get(i), Math.max(0, found.dropped(i)));
    }
    if (bans.stream().anyMatch(ban -> guard.firewall().isNetwork(ban.prefix()))) {
      guard.firewall().networks().forEach(one -> dropped.put(one.prefix(), one.packets()));
    }
    return dropped;
  }

  @Override
  public ExplainView explain(Prefix address) {
    Ledger.Inside inside = inside(address, NAMED_INSIDE);
    return worker.call(
        () -> {
          guard.hits();
          return explainNow(address, inside);
        });
  }

  /** All bans are looked through, so not by the worker. */
  private Ledger.Inside inside(Prefix network, int limit) {
    if (network.isAddress()) return new Ledger.Inside(0, List.of());
    return worker.call(this::upToDate).inside(network, limit);
  }

  private ExplainView explainNow(Prefix address, Ledger.Inside inside) {
    List<Exemption> exemptions = Allowlist.touching(guard.ruleset().exemptions(), address);
    boolean exempt = Allowlist.covers(guard.ruleset().exemptions(), address);
    List<PastBan> history = guard.ledger().history(address, MAX_HISTORY);
    HistoryView observed = observed(address);
    List<Ban> active =
        history.stream().filter(past -> past.ended() == null).map(PastBan::ban).toList();
    Map<Prefix, Long> dropped = dropped(active);
    boolean inKernel = active.stream().anyMatch(ban -> dropped.containsKey(ban.prefix()));
    return new ExplainView(
        address.toString(),
        verdict(address, exempt, active, inKernel),
        inKernel && !exempt,
        inKernel,
        exemptions.stream().map(ExemptionView::of).toList(),
        inside.count(),
        inside.newest().stream().map(Prefix::toString).toList(),
        observed,
        history.stream().map(past -> view(past, dropped)).toList());
  }

  private @Nullable HistoryView observed(Prefix address) {
    Prefix as = address.isAddress() ? guard.ruleset().banOf(address) : address;
    return guard.ledger().observed().find(as).map(past -> view(past, Map.of())).orElse(null);
  }

  private static String verdict(
      Prefix address, boolean exempt, List<Ban> active, boolean inKernel) {
    if (exempt) return address + " is never banned";
    if (active.isEmpty()) return address + " is not banned";
    if (!inKernel) return address + " is banned, but missing from the kernel; repair pending";
    return address + " is banned";
  }

  private static HistoryView view(PastBan past, Map<Prefix, Long> dropped) {
    byte[] packet = past.packet();
    PacketHeader header = new PacketHeader();
    boolean readable = header.decode(packet, 0, packet.length);
    String sender = "";
    if (readable) {
      int bits = header.ipv6() ? 128 : 32;
      sender = Prefix.of(packet, header.sourceAt(), header.ipv6(), bits).toString();
    }
    boolean active = past.ended() == null;
    long count = active ? dropped.getOrDefault(past.ban().prefix(), 0L) : 0;
    return new HistoryView(
        BanView.of(past.ban(), count),
        past.ban().interfaceName(),
        sender,
        packet.length == 0 ? "" : PacketText.describe(packet),
        HexFormat.of().formatHex(packet),
        past.said().stream().map(Control::said).toList(),
        past.ended(),
        past.ending());
  }

  /** What a packet says, behind its headers. */
  private static SaidView said(byte[] packet) {
    PacketHeader header = new PacketHeader();
    if (!header.decode(packet, 0, packet.length)) return new SaidView(0, "", "");
    int from = Math.min(header.payloadAt(), packet.length);
    int length = packet.length - from;
    return new SaidView(
        header.destinationPort(),
        new String(packet, from, length, StandardCharsets.UTF_8),
        HexFormat.of().formatHex(packet, from, packet.length));
  }

  @Override
  public Answer ban(
      List<Prefix> prefixes, @Nullable Lifetime lifetime, String reason, boolean force) {
    return atomically(() -> banNow(prefixes, lifetime, reason, force));
  }

  private Answer banNow(
      List<Prefix> prefixes, @Nullable Lifetime lifetime, String reason, boolean force) {
    List<Ban> bans = new ArrayList<>();
    Instant now = clock.instant();
    for (Prefix prefix : prefixes.stream().distinct().toList()) {
      List<Exemption> touched = Allowlist.touching(guard.protectedPrefixes(), prefix);
      if (!touched.isEmpty() && !force) return refusal(prefix, touched.getFirst());
      Optional<Exemption> exempt = covering(prefix);
      if (exempt.isPresent()) return useless(prefix, exempt.get());
      bans.add(manualBan(prefix, lifetime, reason, now));
    }
    try {
      guard.bans().add(bans, guard.policy());
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENFILE) throw e;
      int max = guard.config().ban().max();
      return Answer.refused(e.getMessage() + ": " + max + " bans; raise ban.max");
    }
    guard.endConnections(prefixes);
    if (bans.size() > 10) return Answer.done("banned " + bans.size() + " addresses and prefixes");
    return Answer.done(bans.stream().map(Control::said).toArray(String[]::new));
  }

  @Override
  public ImportView importBans(ImportRequest request) {
    return worker.call(
        () -> guard.atomically(() -> importer(request).run()), IMPORT_TIMEOUT_SECONDS);
  }

  private Importer importer(ImportRequest request) {
    guard.hits();
    return new Importer(
        guard.ledger(),
        guard.bans(),
        guard.config().ban(),
        guard.protectedPrefixes(),
        request,
        clock.instant());
  }

  private static String said(Ban ban) {
    return "banned " + ban.prefix() + until(ban);
  }

  /** The exemption in force that has all of it. */
  private Optional<Exemption> covering(Prefix prefix) {
    return guard.ruleset().exemptions().stream()
        .filter(exemption -> exemption.prefix().contains(prefix))
        .findFirst();
  }

  private static Answer useless(Prefix prefix, Exemption exempt) {
    return Answer.refused(
        "ban "
            + prefix
            + ": refused, it is exempt as "
            + exempt.prefix()
            + " ("
            + exempt.reason()
            + "), and the allowlist comes first; take that back before");
  }

  private static Answer refusal(Prefix prefix, Exemption touched) {
    return Answer.refused(
        "ban "
            + prefix
            + ": refused, it touches "
            + touched.prefix()
            + " ("
            + touched.reason()
            + "); --force bans it all the same");
  }

  private static String until(Ban ban) {
    return ban.expires() == null ? " for ever" : " until " + LocalTime.of(ban.expires());
  }

  private Ban manualBan(Prefix prefix, @Nullable Lifetime lifetime, String reason, Instant now) {
    int nth = guard.ledger().bansOf(prefix) + 1;
    if (guard.ledger().active(prefix).isPresent()) nth--;
    Lifetime lasts =
        lifetime == null
            ? guard.config().ban().policy().lifetime(nth, Evidence.CONFIRMED)
            : lifetime;
    return new Ban(
        prefix,
        now,
        lasts.end(now),
        lifetime != null,
        Trigger.MANUAL,
        Evidence.CONFIRMED,
        Ban.Touched.NOTHING,
        0,
        0,
        nth,
        reason);
  }

  /** On the worker's thread, and without a trace in the ledger if it fails. */
  private Answer atomically(Supplier<Answer> command) {
    return worker.callFirst(() -> guard.atomically(command));
  }

  @Override
  public Answer unban(List<Prefix> prefixes, boolean inside) {
    Map<Prefix, Ledger.Inside> within = new HashMap<>();
    int limit = inside ? Integer.MAX_VALUE : NAMED_INSIDE;
    for (Prefix prefix : prefixes) {
      // To look through all bans for each of many networks would take as many times as long.
      if (inside || prefixes.size() <= NAMED_INSIDE) within.put(prefix, inside(prefix, limit));
    }
    return atomically(
        () -> {
          guard.hits();
          return inside ? unbanInside(prefixes, within) : unbanExactly(prefixes, within);
        });
  }

  private Answer unbanExactly(List<Prefix> prefixes, Map<Prefix, Ledger.Inside> within) {
    Set<Prefix> lifted = new HashSet<>(guard.lift(prefixes));
    List<String> lines = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      String what = lifted.contains(prefix) ? "unbanned " + prefix : notBanned(prefix);
      lines.add(what + stillInside(within.get(prefix)));
    }
    return new Answer(!lifted.isEmpty(), lines);
  }

  private Answer unbanInside(List<Prefix> prefixes, Map<Prefix, Ledger.Inside> within) {
    List<Prefix> all = new ArrayList<>(prefixes);
    within.values().forEach(inside -> all.addAll(inside.newest()));
    Set<Prefix> lifted = new HashSet<>(guard.lift(all));
    List<String> lines = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      Ledger.Inside inside = Objects.requireNonNull(within.get(prefix));
      long count = inside.newest().stream().filter(lifted::contains).count();
      String what = lifted.contains(prefix) ? "unbanned " + prefix : notBanned(prefix);
      lines.add(what + (count == 0 ? "; no ban inside it" : "; unbanned " + count + " inside it"));
    }
    return new Answer(!lifted.isEmpty(), lines);
  }

  private String notBanned(Prefix prefix) {
    return prefix + " is not banned" + around(prefix);
  }

  private static String stillInside(Ledger.@Nullable Inside inside) {
    if (inside == null || inside.count() == 0) return "";
    String first = inside.newest().getFirst().toString();
    return inside.count() == 1
        ? "; " + first + " inside it is banned"
        : "; "
            + inside.count()
            + " bans inside it are in force, such as "
            + first
            + " (--inside lifts them)";
  }

  /** Names the ban of a network around it, which is what the administrator will want to lift. */
  private String around(Prefix prefix) {
    return guard.ledger().history(prefix, MAX_HISTORY).stream()
        .filter(past -> past.ended() == null)
        .findFirst()
        .map(past -> "; " + past.ban().prefix() + " around it is")
        .orElse("");
  }

  @Override
  public Answer allow(Prefix prefix, @Nullable Lifetime lifetime, String comment) {
    if (prefix.length() == 0) {
      return Answer.refused(prefix + " exempts everybody; nothing would be banned");
    }
    return atomically(
        () -> {
          Instant now = clock.instant();
          Instant until = lifetime == null ? null : lifetime.end(now);
          Allowed.Entry entry = new Allowed.Entry(prefix, until, comment);
          String said =
              "allowed " + prefix + (until == null ? "" : " until " + LocalTime.of(until));
          guard.hits();
          try {
            guard.changeAllowlist(
                ledger -> {
                  ledger.allowed().put(entry, now);
                  return true;
                });
            return Answer.done(said + liftedBy(guard.lastAllowed()));
          } catch (LedgerException e) {
            guard.allowUnwritten(entry);
            return Answer.done(said + "; only until the daemon ends: " + e.getMessage());
          }
        });
  }

  private static String liftedBy(List<Prefix> bans) {
    return switch (bans.size()) {
      case 0 -> "";
      case 1 -> "; " + bans.getFirst() + " was banned, and is no longer";
      default -> "; " + bans.size() + " bans in it have ended";
    };
  }

  @Override
  public Answer disallow(Prefix prefix) {
    return atomically(
        () -> {
          if (guard.changeAllowlist(ledger -> ledger.allowed().remove(prefix))) {
            return Answer.done("no longer allowed " + prefix);
          }
          return Answer.refused(prefix + " was not allowed by hand; see portsnare status");
        });
  }

  @Override
  public Answer reload() {
    notify.reloading();
    try {
      return configure(this::reloadNow);
    } finally {
      notify.reloaded();
    }
  }

  private List<String> reloadNow() {
    ConfigFile found = ConfigReader.load(trials.configFile());
    List<String> lines = new ArrayList<>(List.of("reloaded " + found.file()));
    lines.addAll(worker.call(() -> trials.reload(found)));
    return lines;
  }

  @Override
  public Answer apply(Lifetime trial) {
    if (trial.isForever()) return reload();
    return configure(
        () -> {
          ConfigFile found = ConfigReader.load(trials.configFile());
          return worker.call(() -> trials.begin(found, Duration.ofMillis(trial.millis())));
        });
  }

  @Override
  public Answer confirm() {
    return configure(() -> worker.call(trials::confirm));
  }

  @Override
  public Answer revert() {
    return configure(() -> worker.call(trials::revert));
  }

  private static Answer configure(Supplier<List<String>> change) {
    try {
      return new Answer(true, change.get());
    } catch (ConfigException e) {
      List<String> lines = new ArrayList<>(e.problems().stream().map(Object::toString).toList());
      lines.add("the running configuration is kept");
      return new Answer(false, lines);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return Answer.refused(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Answer publish() {
    return publishing.now();
  }

  @Override
  public Answer stop(boolean down) {
    if (down) {
      worker.call(
          () -> {
            guard.removeTable();
            return true;
          });
    }
    stopper.accept(down);
    return down
        ? Answer.done("stopped, table removed")
        : Answer.done("stopped; the table stays and keeps protecting (portsnare down removes it)");
  }

  @Override
  public void changed(Change change) {
    List<Object> words = new ArrayList<>();
    words.addAll(List.of("by", change.by().user(), "uid", change.by().uid()));
    words.addAll(List.of("request", change.request(), "done", change.done()));
    if (!change.said().isEmpty()) words.addAll(List.of("said", change.said().getFirst()));
    if (change.said().size() > 1) words.addAll(List.of("lines", change.said().size()));
    if (change.by().mayChange()) log.notice("control", words.toArray());
    else log.warn("control refused", words.toArray());
  }

  @Override
  public EventQueue watch(int capacity) {
    return events.subscribe(capacity);
  }
}
