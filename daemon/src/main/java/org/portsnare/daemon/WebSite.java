package org.portsnare.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.control.Commands;
import org.portsnare.control.ListRequest;
import org.portsnare.event.EventQueue;
import org.portsnare.guard.Guard;
import org.portsnare.ledger.query.BanQuery;
import org.portsnare.metrics.Samples;
import org.portsnare.view.BanView;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;
import org.portsnare.web.Site;
import org.portsnare.web.page.Overview;
import org.portsnare.work.Confined;

/** What the web server shows of the daemon. Thread-safe. */
final class WebSite implements Site {
  /** A daemon that takes longer for a look at itself is not well. */
  private static final long PATIENCE_SECONDS = 5;

  /** Rows of each list on the page. */
  private static final int TOP = 8;

  private static final Duration DAY = Duration.ofDays(1);

  private final Confined<Guard> guard;
  private final Confined<Measurements> measurements;
  private final Commands commands;
  private final Serving serving;

  WebSite(
      Confined<Guard> guard,
      Confined<Measurements> measurements,
      Commands commands,
      Serving serving) {
    this.guard = guard;
    this.measurements = measurements;
    this.commands = commands;
    this.serving = serving;
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
    long ipv6 = guard.call(worker -> worker.ledger().countIpv6());
    return new Overview(status, ipv6, report(DAY));
  }

  @Override
  public ReportView report(Duration length) {
    return commands.report(length, TOP);
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
        new ListRequest(BanQuery.ALL.page(0, limit)), ban -> bans.add(ban.withoutReason()));
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
