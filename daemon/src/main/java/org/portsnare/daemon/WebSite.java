package org.portsnare.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.control.Commands;
import org.portsnare.control.ListRequest;
import org.portsnare.event.EventQueue;
import org.portsnare.fact.Insights;
import org.portsnare.fact.Tools;
import org.portsnare.guard.Guard;
import org.portsnare.ledger.LedgerReader;
import org.portsnare.ledger.query.BanQuery;
import org.portsnare.metrics.Samples;
import org.portsnare.said.Phrase;
import org.portsnare.view.BanView;
import org.portsnare.view.StatusView;
import org.portsnare.web.Overview;
import org.portsnare.web.Site;
import org.portsnare.work.Confined;
import org.portsnare.work.Deadline;

/** What the web server shows of the daemon. Thread-safe. */
final class WebSite implements Site {
  /** A daemon that takes longer for a look at itself is not well. */
  private static final long PATIENCE_SECONDS = 5;

  /** New bans that are counted for the page; reading more takes too long. */
  private static final int MAX_RECENT = 20_000;

  /** Newest first words that are counted. */
  private static final int MAX_SAID = 2_000;

  /** So many bans are read in a few milliseconds. */
  private static final int FEW = 1_000;

  private static final long INSIGHTS_MILLIS = 10_000;

  private final Confined<Guard> guard;
  private final Confined<Measurements> measurements;
  private final Commands commands;
  private final Serving serving;
  private final InstantSource clock;
  private final Deadline nextInsights = new Deadline();
  private Insights insights = Insights.NONE;

  WebSite(
      Confined<Guard> guard,
      Confined<Measurements> measurements,
      Commands commands,
      Serving serving,
      InstantSource clock) {
    this.guard = guard;
    this.measurements = measurements;
    this.commands = commands;
    this.serving = serving;
    this.clock = clock;
  }

  @Override
  public String ailment() {
    try {
      return guard.call(WebSite::ailmentNow, PATIENCE_SECONDS);
    } catch (RuntimeException e) {
      return "guard: " + e.getMessage();
    }
  }

  private static String ailmentNow(Guard guard) {
    if (!guard.tableInPlace()) return "table: the kernel does not have it";
    if (guard.ruleset().situation().interfaces().isEmpty()) return "guard: no interface is guarded";
    if (!guard.hitsError().isEmpty()) return "hits: " + guard.hitsError();
    if (!guard.ledgerError().isEmpty()) return "ledger: " + guard.ledgerError();
    return unwritable(guard.config().daemon().stateDir().resolve("ledger.db"));
  }

  /** Also where nobody has come to be written down. */
  private static String unwritable(Path ledger) {
    try {
      if (!Files.isWritable(ledger)) return "ledger: " + ledger + " cannot be written";
      if (Files.getFileStore(ledger).getUsableSpace() == 0) return "ledger: the disk is full";
      return "";
    } catch (IOException e) {
      return "ledger: " + e.getMessage();
    }
  }

  @Override
  public Overview overview() {
    StatusView status = commands.status();
    record Now(LedgerReader ledger, long ipv6) {}
    Now now = guard.call(worker -> new Now(worker.ledger().reader(), worker.ledger().countIpv6()));
    LedgerReader.Recent recent = now.ledger.recent(clock.instant(), MAX_RECENT);
    return new Overview(
        status,
        now.ipv6,
        recent.lastHour(),
        recent.lastDay(),
        recent.complete(),
        insights(now.ledger));
  }

  /** Many bans are read again only after a while. */
  private synchronized Insights insights(LedgerReader ledger) {
    if (insights.bans() > FEW && !nextInsights.isOver()) return insights;
    Insights.Counter counter = new Insights.Counter(clock.instant());
    ledger.list(
        new BanQuery(false, null, 0, null, MAX_RECENT),
        listed -> counter.ban(listed.ban(), Tools.name(listed.packet(), listed.ban().since())));
    ledger.said(MAX_SAID, packet -> counter.phrase(Phrase.of(packet)));
    insights = counter.result();
    nextInsights.in(INSIGHTS_MILLIS);
    return insights;
  }

  @Override
  public List<Integer> map() {
    int[] counts = guard.call(worker -> worker.ledger().reader()).map();
    List<Integer> pairs = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) pairs.addAll(List.of(i, counts[i]));
    }
    return pairs;
  }

  @Override
  public List<BanView> newest(int limit) {
    List<BanView> bans = new ArrayList<>(limit);
    // Every local user may look at the page, and publishing keeps reasons back, too.
    commands.list(
        new ListRequest(false, null, 0, null, limit, true), ban -> bans.add(ban.withoutReason()));
    return bans;
  }

  @Override
  public Samples samples() {
    Samples samples = measurements.call(Measurements::take, PATIENCE_SECONDS);
    ProcessMeasurements.addTo(samples);
    return samples;
  }

  @Override
  public EventQueue watch(int capacity) {
    return commands.watch(capacity);
  }

  @Override
  public @Nullable Path published() {
    return serving.published();
  }
}
