package org.portsnare.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.control.Candidates.Candidate;
import org.portsnare.control.ImportRequest;
import org.portsnare.control.RefusedException;
import org.portsnare.ledger.Ledger;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.text.Visible;
import org.portsnare.view.ImportView;
import org.portsnare.view.ImportView.Kind;
import org.portsnare.view.ImportView.Outcome;
import org.portsnare.view.ImportView.Spared;

/**
 * Bans what another program has banned, a batch after the other, and all of it or none. What is
 * forged and what is proven nobody can tell of another program's list, so its bans are probable
 * ones. For one request, on the worker's thread.
 */
public final class Importer {
  private final Ledger ledger;
  private final Bans into;
  private final Config.Bans settings;
  private final ImportRequest request;
  private final Instant now;
  private final List<Exemption> exemptions;
  // Of the batch under way.
  private final Map<Prefix, Ban> bans = new LinkedHashMap<>();
  private final Map<Prefix, Ban> longer = new LinkedHashMap<>();
  private final List<Spared> exempt = new ArrayList<>();
  private final List<Spared> refused = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final int[] counts = new int[Kind.values().length];
  private Map<Prefix, Integer> pastBans = Map.of();
  private final BitSet made = new BitSet();
  private final BitSet prolonged = new BitSet();
  private int place;

  /** How many candidates belong to the steps so far. */
  private int stepped;

  /**
   * @param exemptions what must not be banned
   */
  public Importer(
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
  }

  /** Does it, or with {@code dry} only says what it would do. */
  public ImportView run() {
    Addition addition = into.adding(settings.policy());
    try {
      for (List<Candidate> batch : request.candidates()) take(batch, addition);
      if (!request.dry()) addition.commit();
    } catch (RuntimeException e) {
      if (!request.dry()) addition.undo(this::written, e);
      throw refusal(e);
    }
    if (!request.dry()) tell();
    return view();
  }

  private void take(List<Candidate> batch, Addition addition) {
    pastBans = ledger.pastBansOf(batch.stream().map(Candidate::prefix).toList());
    for (Candidate candidate : batch) take(candidate);
    if (request.dry()) return;
    checkStrict();
    stepped = place;
    addition.step(List.copyOf(bans.values()), List.copyOf(longer.values()));
    bans.clear();
    longer.clear();
  }

  /** The prefixes of the bans so far, from the text again: as objects they would take too much. */
  private Iterator<List<Prefix>> written() {
    int[] at = {0};
    return StreamSupport.stream(request.candidates().spliterator(), false)
        .takeWhile(_ -> at[0] < stepped)
        .map(batch -> written(batch, at))
        .iterator();
  }

  private List<Prefix> written(List<Candidate> batch, int[] at) {
    List<Prefix> prefixes = new ArrayList<>();
    for (Candidate candidate : batch) {
      int here = at[0]++;
      if (made.get(here) || prolonged.get(here)) prefixes.add(candidate.prefix());
    }
    return prefixes;
  }

  private void tell() {
    int at = 0;
    for (List<Candidate> batch : request.candidates()) {
      for (Candidate candidate : batch) {
        if (made.get(at)) into.tellMade(candidate.prefix());
        if (prolonged.get(at)) into.tellProlonged(candidate.prefix());
        at++;
      }
    }
  }

  private RuntimeException refusal(RuntimeException why) {
    if (!(why instanceof NetlinkException full) || full.errno() != Errno.ENFILE) return why;
    return new RefusedException(
        why.getMessage() + ": " + settings.max() + " bans; raise ban.max", why);
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

  private void count(Kind kind, @Nullable Instant expires) {
    counts[kind.ordinal()]++;
    if (request.verbose()) outcomes.add(new Outcome(kind.label(), expires));
  }

  private void take(Candidate candidate) {
    int here = place++;
    Exemption inTheWay = inTheWay(candidate.prefix());
    if (inTheWay != null) {
      boolean covered = inTheWay.prefix().contains(candidate.prefix());
      (covered ? exempt : refused).add(spared(here, candidate, inTheWay));
      count(covered ? Kind.EXEMPT : Kind.REFUSED, null);
      return;
    }
    Optional<Ban> active = active(candidate.prefix());
    Ban ban = ban(candidate, active);
    if (ban.expires() != null && !ban.expires().isAfter(now)) {
      count(Kind.ENDED, ban.expires());
    } else if (active.isEmpty()) {
      count(Kind.ADDED, ban.expires());
      made.set(here);
      bans.put(ban.prefix(), ban);
    } else if (endsLater(ban, active.get())) {
      count(Kind.PROLONGED, ban.expires());
      prolong(here, ban, active.get());
    } else {
      count(Kind.UNCHANGED, active.get().expires());
    }
  }

  /**
   * A list that is imported every day must not fill the history: only another source's ban is
   * replaced.
   */
  private void prolong(int here, Ban ban, Ban before) {
    boolean sameSource = before.trigger() == Trigger.IMPORT && before.reason().equals(ban.reason());
    if (sameSource && !bans.containsKey(ban.prefix())) {
      longer.put(ban.prefix(), before.ending(ban.expires(), ban.fixed()));
      prolonged.set(here);
    } else {
      longer.remove(ban.prefix());
      if (!bans.containsKey(ban.prefix())) made.set(here);
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
        Ban.Touched.NOTHING,
        0,
        0,
        nth,
        reason(candidate.detail()));
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
}
