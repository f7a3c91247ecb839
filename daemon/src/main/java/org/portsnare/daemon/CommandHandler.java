package org.portsnare.daemon;

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
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.ConfigFile;
import org.portsnare.control.ImportRequest;
import org.portsnare.fact.Tools;
import org.portsnare.firewall.Found;
import org.portsnare.guard.Allowlist;
import org.portsnare.guard.Guard;
import org.portsnare.guard.Importer;
import org.portsnare.guard.Trials;
import org.portsnare.history.HistoryKeeper;
import org.portsnare.ledger.Allowed;
import org.portsnare.ledger.LedgerException;
import org.portsnare.ledger.LedgerReader;
import org.portsnare.ledger.query.PastBan;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.packet.PacketHeader;
import org.portsnare.packet.PacketText;
import org.portsnare.text.LocalTime;
import org.portsnare.view.Answer;
import org.portsnare.view.BanView;
import org.portsnare.view.ExemptionView;
import org.portsnare.view.ExplainView;
import org.portsnare.view.FingerprintView;
import org.portsnare.view.HistoryView;
import org.portsnare.view.ImportView;
import org.portsnare.view.SaidView;
import org.portsnare.view.StatusView;

/**
 * Carries commands out, on the worker's thread. A command that fails has left no trace in the
 * ledger.
 */
final class CommandHandler {
  private static final int MAX_HISTORY = 100;

  private final Guard guard;
  private final Trials trials;
  private final HistoryKeeper history;
  private final StatusReport statusReport;
  private final InstantSource clock;

  CommandHandler(
      Guard guard,
      Trials trials,
      HistoryKeeper history,
      StatusReport statusReport,
      InstantSource clock) {
    this.guard = guard;
    this.trials = trials;
    this.history = history;
    this.statusReport = statusReport;
    this.clock = clock;
  }

  // --- questions -------------------------------------------------------------------------------

  StatusView status() {
    return statusReport.make();
  }

  /** The ledger with every hit that is known by now. */
  LedgerReader upToDate() {
    guard.hits();
    return guard.ledger().reader();
  }

  /** The ledger with every hit that is known by now, and with these in its history. */
  LedgerReader counted() {
    guard.hits();
    history.count();
    return guard.ledger().reader();
  }

  /** How many packets the kernel has dropped for each of these bans; without those it lacks. */
  Map<Prefix, Long> dropped(List<Ban> bans) {
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

  /**
   * @param inside bans inside {@code address}, where it is a network
   */
  ExplainView explain(Prefix address, LedgerReader.Inside inside) {
    guard.hits();
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
    String sender = readable ? header.sender().toString() : "";
    boolean active = past.ended() == null;
    long count = active ? dropped.getOrDefault(past.ban().prefix(), 0L) : 0;
    return new HistoryView(
        BanView.of(past.ban(), count, Tools.name(packet, past.ban().since())),
        past.ban().interfaceName(),
        sender,
        packet.length == 0 ? "" : PacketText.describe(packet),
        HexFormat.of().formatHex(packet),
        FingerprintView.of(packet, past.ban().since()),
        past.said().stream().map(CommandHandler::said).toList(),
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

  // --- bans ------------------------------------------------------------------------------------

  Answer ban(List<Prefix> prefixes, @Nullable Lifetime lifetime, String reason, boolean force) {
    return guard.atomically(() -> banNow(prefixes, lifetime, reason, force));
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
    return Answer.done(bans.stream().map(CommandHandler::said).toArray(String[]::new));
  }

  ImportView importBans(ImportRequest request) {
    return guard.atomically(() -> importer(request).run());
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
            + "); --force bans it anyway");
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

  /**
   * @param inside whether bans inside these prefixes are lifted too
   * @param within what is inside them, by prefix
   */
  Answer unban(List<Prefix> prefixes, boolean inside, Map<Prefix, LedgerReader.Inside> within) {
    return guard.atomically(
        () -> {
          guard.hits();
          return inside ? unbanInside(prefixes, within) : unbanExactly(prefixes, within);
        });
  }

  private Answer unbanExactly(List<Prefix> prefixes, Map<Prefix, LedgerReader.Inside> within) {
    Set<Prefix> lifted = new HashSet<>(guard.lift(prefixes));
    List<String> lines = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      String what = lifted.contains(prefix) ? "unbanned " + prefix : notBanned(prefix);
      lines.add(what + stillInside(within.get(prefix)));
    }
    return new Answer(!lifted.isEmpty(), lines);
  }

  private Answer unbanInside(List<Prefix> prefixes, Map<Prefix, LedgerReader.Inside> within) {
    List<Prefix> all = new ArrayList<>(prefixes);
    within.values().forEach(inside -> all.addAll(inside.newest()));
    Set<Prefix> lifted = new HashSet<>(guard.lift(all));
    List<String> lines = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      LedgerReader.Inside inside = Objects.requireNonNull(within.get(prefix));
      long count = inside.newest().stream().filter(lifted::contains).count();
      String what = lifted.contains(prefix) ? "unbanned " + prefix : notBanned(prefix);
      lines.add(what + (count == 0 ? "; no ban inside it" : "; unbanned " + count + " inside it"));
    }
    return new Answer(!lifted.isEmpty(), lines);
  }

  private String notBanned(Prefix prefix) {
    return prefix + " is not banned" + around(prefix);
  }

  private static String stillInside(LedgerReader.@Nullable Inside inside) {
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

  // --- the allowlist ---------------------------------------------------------------------------

  Answer allow(Prefix prefix, @Nullable Lifetime lifetime, String comment) {
    return guard.atomically(() -> allowNow(prefix, lifetime, comment));
  }

  private Answer allowNow(Prefix prefix, @Nullable Lifetime lifetime, String comment) {
    Instant now = clock.instant();
    Instant until = lifetime == null ? null : lifetime.end(now);
    Allowed.Entry entry = new Allowed.Entry(prefix, until, comment);
    String said = "allowed " + prefix + (until == null ? "" : " until " + LocalTime.of(until));
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
  }

  private static String liftedBy(List<Prefix> bans) {
    return switch (bans.size()) {
      case 0 -> "";
      case 1 -> "; " + bans.getFirst() + " was banned, and is no longer";
      default -> "; " + bans.size() + " bans in it have ended";
    };
  }

  Answer disallow(Prefix prefix) {
    return guard.atomically(
        () -> {
          if (guard.changeAllowlist(ledger -> ledger.allowed().remove(prefix))) {
            return Answer.done("no longer allowed " + prefix);
          }
          return Answer.refused(prefix + " was not allowed by hand; see portsnare status");
        });
  }

  // --- the configuration -----------------------------------------------------------------------

  List<String> reload(ConfigFile found) {
    return trials.reload(found);
  }

  List<String> apply(ConfigFile found, Duration trial) {
    return trials.begin(found, trial);
  }

  List<String> confirm() {
    return trials.confirm();
  }

  List<String> revert() {
    return trials.revert();
  }

  boolean removeTable() {
    guard.removeTable();
    return true;
  }
}
