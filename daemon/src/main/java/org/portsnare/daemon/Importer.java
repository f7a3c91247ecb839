package org.portsnare.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.control.ImportRequest;
import org.portsnare.control.ImportRequest.Candidate;
import org.portsnare.control.ImportView;
import org.portsnare.control.ImportView.Kind;
import org.portsnare.control.ImportView.Outcome;
import org.portsnare.control.ImportView.Spared;
import org.portsnare.control.RefusedException;
import org.portsnare.ledger.Ledger;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.text.Visible;

/**
 * Bans what another program has banned: one transaction of the ledger and one of the kernel for a
 * request. What is forged and what is proven nobody can tell of another program's list, so its bans
 * are probable ones. For one request, on the worker's thread.
 */
final class Importer {
  private final Ledger ledger;
  private final Bans into;
  private final Config.Bans settings;
  private final ImportRequest request;
  private final Instant now;
  private final List<Exemption> exemptions;
  private final Map<Prefix, Integer> pastBans;
  private final Map<Prefix, Ban> bans = new LinkedHashMap<>();
  private final Map<Prefix, Ban> longer = new LinkedHashMap<>();
  private final List<Spared> exempt = new ArrayList<>();
  private final List<Spared> refused = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final int[] counts = new int[Kind.values().length];

  /**
   * @param exemptions what must not be banned
   */
  Importer(
      Ledger ledger,
      Bans into,
      Config.Bans settings,
      List<Exemption> exemptions,
      ImportRequest request,
      Instant now) {
    this.ledger = ledger;
    this.into = into;
    this.settings = settings;
    this.exemptions = exemptions;
    this.request = request;
    this.now = now;
    pastBans = ledger.pastBansOf(request.candidates().stream().map(Candidate::prefix).toList());
  }

  /** Does it, or with {@code dry} only says what it would do. */
  static ImportView run(Guard guard, ImportRequest request, Instant now) {
    guard.hits();
    Config.Bans settings = guard.config().ban();
    List<Exemption> exemptions = guard.protectedPrefixes();
    return new Importer(guard.ledger(), guard.bans(), settings, exemptions, request, now).run();
  }

  ImportView run() {
    int place = 0;
    for (Candidate candidate : request.candidates()) take(place++, candidate);
    if (!request.dry()) {
      checkStrict();
      ban();
    }
    return view();
  }

  private ImportView view() {
    return new ImportView(
        count(Kind.ADDED),
        count(Kind.PROLONGED),
        count(Kind.UNCHANGED),
        count(Kind.ENDED),
        exempt,
        refused,
        outcomes);
  }

  private int count(Kind kind) {
    return counts[kind.ordinal()];
  }

  private void tell(Kind kind, @Nullable Instant expires) {
    counts[kind.ordinal()]++;
    if (request.verbose()) outcomes.add(new Outcome(kind.label(), expires));
  }

  private void take(int place, Candidate candidate) {
    Exemption inTheWay = inTheWay(candidate.prefix());
    if (inTheWay != null) {
      boolean covered = inTheWay.prefix().contains(candidate.prefix());
      (covered ? exempt : refused).add(spared(place, candidate, inTheWay));
      tell(covered ? Kind.EXEMPT : Kind.REFUSED, null);
      return;
    }
    Optional<Ban> active = active(candidate.prefix());
    Ban ban = ban(candidate, active);
    if (ban.expires() != null && !ban.expires().isAfter(now)) {
      tell(Kind.ENDED, ban.expires());
    } else if (active.isEmpty()) {
      tell(Kind.ADDED, ban.expires());
      bans.put(ban.prefix(), ban);
    } else if (endsLater(ban, active.get())) {
      tell(Kind.PROLONGED, ban.expires());
      prolong(ban, active.get());
    } else {
      tell(Kind.UNCHANGED, active.get().expires());
    }
  }

  /**
   * A list that is imported every day must not fill the history: only another source's ban is
   * replaced.
   */
  private void prolong(Ban ban, Ban before) {
    boolean sameSource = before.trigger() == Trigger.IMPORT && before.reason().equals(ban.reason());
    if (sameSource && !bans.containsKey(ban.prefix())) {
      longer.put(ban.prefix(), before.ending(ban.expires(), ban.fixed()));
    } else {
      longer.remove(ban.prefix());
      bans.put(ban.prefix(), ban);
    }
  }

  private Optional<Ban> active(Prefix prefix) {
    Ban here = bans.get(prefix);
    if (here == null) here = longer.get(prefix);
    return here == null ? ledger.active(prefix) : Optional.of(here);
  }

  /** An exemption that covers the prefix, or else one that it touches. */
  private @Nullable Exemption inTheWay(Prefix prefix) {
    Exemption touched = null;
    for (Exemption exemption : exemptions) {
      if (exemption.prefix().contains(prefix)) return exemption;
      if (prefix.contains(exemption.prefix())) touched = exemption;
    }
    return touched;
  }

  private static Spared spared(int place, Candidate candidate, Exemption inTheWay) {
    return new Spared(
        place, candidate.prefix().toString(), inTheWay.prefix().toString(), inTheWay.reason());
  }

  private static boolean endsLater(Ban ban, Ban than) {
    if (than.expires() == null) return false;
    return ban.expires() == null || ban.expires().isAfter(than.expires());
  }

  private Ban ban(Candidate candidate, Optional<Ban> active) {
    int nth =
        active.map(Ban::nth).orElseGet(() -> pastBans.getOrDefault(candidate.prefix(), 0) + 1);
    Evidence evidence = active.map(Ban::evidence).orElse(Evidence.PROBABLE);
    Lifetime given = request.lifetime();
    Lifetime lasts = given == null ? settings.policy().lifetime(nth, evidence) : given;
    return new Ban(
        candidate.prefix(),
        now,
        candidate.timed() ? capped(candidate.expires()) : lasts.end(now),
        candidate.timed() || given != null,
        Trigger.IMPORT,
        evidence,
        "",
        0,
        0,
        0,
        nth,
        reason(candidate.detail()),
        "");
  }

  private void checkStrict() {
    if (!request.strict()) return;
    for (List<Spared> touching : List.of(exempt, refused)) {
      if (touching.isEmpty()) continue;
      Spared first = touching.getFirst();
      throw new RefusedException(
          first.address()
              + " touches an exemption, "
              + first.prefix()
              + " ("
              + first.reason()
              + "); without strict it is left out");
    }
  }

  /** Longer than the longest ban there is the kernel would refuse, with all others. */
  private @Nullable Instant capped(@Nullable Instant end) {
    Instant last = now.plusMillis(Lifetime.MAX_MILLIS);
    return end == null || end.isBefore(last) ? end : last;
  }

  private String reason(String detail) {
    // Of another program's list: what nobody would see is written out.
    String shown = Visible.of(detail);
    if (shown.isEmpty()) return request.reason();
    return request.reason().isEmpty() ? shown : request.reason() + ", " + shown;
  }

  private void ban() {
    if (bans.isEmpty() && longer.isEmpty()) return;
    try {
      into.add(List.copyOf(bans.values()), List.copyOf(longer.values()), settings.policy());
    } catch (NetlinkException e) {
      if (e.errno() != Errno.ENFILE) throw e;
      int max = settings.max();
      throw new RefusedException(e.getMessage() + ": " + max + " bans; raise ban.max", e);
    }
  }
}
