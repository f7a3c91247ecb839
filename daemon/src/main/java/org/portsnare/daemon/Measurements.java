package org.portsnare.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.Counters;
import org.portsnare.guard.Guard;
import org.portsnare.guard.Trials;
import org.portsnare.hit.HitQueue;
import org.portsnare.hit.HitReader;
import org.portsnare.hit.HitRecorder;
import org.portsnare.ledger.Ledger;
import org.portsnare.metrics.Metric;
import org.portsnare.metrics.Samples;
import org.portsnare.reconcile.Reconciler;
import org.portsnare.view.CoverageView;
import org.portsnare.view.PublishView;

/** Takes all measurements of the daemon but the web server's. Runs on the worker's thread. */
final class Measurements {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final StatusReport status;
  private final Guard guard;
  private final Trials trials;
  private final Publishing publishing;
  private final HitReader reader;
  private final HitQueue queue;
  private final String version;

  Measurements(
      StatusReport status,
      Guard guard,
      Trials trials,
      Publishing publishing,
      HitReader reader,
      HitQueue queue,
      String version) {
    this.status = status;
    this.guard = guard;
    this.trials = trials;
    this.publishing = publishing;
    this.reader = reader;
    this.queue = queue;
    this.version = version;
  }

  Samples take() {
    Samples to = new Samples();
    to.add(Metric.BUILD, 1, version);
    bans(to);
    hits(to);
    packets(to);
    reconciler(to);
    ledger(to);
    publishing(to);
    return to;
  }

  private void bans(Samples to) {
    Ledger ledger = guard.ledger();
    long ipv6 = ledger.countIpv6();
    to.add(Metric.ACTIVE_BANS, ledger.count() - ipv6, "ipv4");
    to.add(Metric.ACTIVE_BANS, ipv6, "ipv6");
    long kernel = status.bansInKernel();
    if (kernel >= 0) to.add(Metric.KERNEL_BANS, kernel);
    for (String family : new String[] {"ipv4", "ipv6"}) {
      to.add(Metric.BAN_CAPACITY, guard.config().ban().max(), family);
    }
    to.add(Metric.BAN_SET_FULL, guard.alarms().wasFull());
    for (Trigger trigger : Trigger.values()) {
      for (Evidence evidence : Evidence.values()) {
        long made = ledger.tally().made(trigger, evidence);
        to.add(Metric.BANS, made, trigger.label(), evidence.label());
      }
    }
    to.add(Metric.CONFIRMATIONS, ledger.tally().confirmed());
    to.add(Metric.OBSERVED_SENDERS, ledger.observed().count());
    CoverageView coverage = guard.coverage();
    to.add(Metric.COVERAGE, coverage.caught(), "caught");
    to.add(Metric.COVERAGE, coverage.missed(), "missed");
    to.add(Metric.EXEMPTIONS, guard.ruleset().exemptions().size());
    to.add(Metric.OBSERVING, guard.config().observe());
    to.add(Metric.ON_TRIAL, trials.isRunning());
    to.add(Metric.BREAKER_OPEN, guard.alarms().breakerOpen());
    to.add(Metric.WARNINGS, status.warnings().size());
  }

  private void hits(Samples to) {
    HitRecorder recorder = guard.recorder();
    for (Trigger trigger : Trigger.values()) {
      if (isTrap(trigger)) to.add(Metric.HITS, recorder.hits(trigger), trigger.label());
    }
    to.add(Metric.HITS_WAITING, queue.size());
    to.add(Metric.HITS_WAITING_PEAK, queue.longest());
    to.add(Metric.HIT_LOSSES, reader.overruns());
    to.add(Metric.UNREADABLE_HITS, recorder.unreadable());
    to.add(Metric.UNHEARD, reader.unheard());
    to.add(Metric.STAGE, recorder.recordNanos() / NANOS, "record");
    to.add(Metric.STAGE, recorder.commitNanos() / NANOS, "commit");
    to.add(Metric.STAGE, recorder.kernelNanos() / NANOS, "kernel");
  }

  /** Whether packets do it, and not people or the daemon itself. */
  private static boolean isTrap(Trigger trigger) {
    return switch (trigger) {
      case SYN, HANDSHAKE, STEALTH, CLOSED, SWEEP, UDP -> true;
      case LADDER, MANUAL, IMPORT, FOUND, BROWSER -> false;
    };
  }

  private void packets(Samples to) {
    Counters counters = guard.firewall().counters();
    to.add(Metric.DROPPED_PACKETS, counters.banned());
    to.add(Metric.DROPPED_BYTES, counters.bannedBytes());
    to.add(Metric.TRAPPED, counters.trapped());
    to.add(Metric.FULL, counters.full());
    to.add(Metric.BELOW, counters.below());
    to.add(Metric.PROVED, counters.proved());
    to.add(Metric.ASKED, counters.asked());
    to.add(Metric.SPARED, counters.spared());
    to.add(Metric.GUESSED, counters.guessed());
    to.add(Metric.UNREAL, counters.unreal());
    to.add(Metric.CUT, counters.cut());
  }

  private void reconciler(Samples to) {
    Reconciler reconciler = guard.reconciler();
    to.add(Metric.DRIFT, reconciler.drift());
    to.add(Metric.REPAIRED, reconciler.repaired());
    to.add(Metric.FOUND, reconciler.strangers());
    to.add(Metric.PASSES, reconciler.passes());
    if (reconciler.passes() == 0) return;
    to.add(Metric.PASS_SECONDS, reconciler.passNanos() / NANOS);
    to.add(Metric.PASS_TIME, seconds(reconciler.lastPass()));
  }

  private void ledger(Samples to) {
    to.add(Metric.LEDGER_WRITABLE, guard.ledgerError().isEmpty());
    to.add(Metric.LEDGER_FAILURES, guard.ledgerFailures());
    to.add(Metric.LEDGER_COMMITS, guard.recorder().commits());
    Path file = guard.config().daemon().stateDir().resolve("ledger.db");
    try {
      to.add(Metric.LEDGER_BYTES, Files.size(file));
    } catch (IOException e) {
      // It is not there at the moment: then it has no size.
    }
    to.add(Metric.RESTORE_SECONDS, guard.restoreNanos() / NANOS);
  }

  private void publishing(Samples to) {
    Publishing.Counts counts = publishing.counts();
    to.add(Metric.PUBLICATIONS, counts.successes(), "success");
    to.add(Metric.PUBLICATIONS, counts.failures(), "failure");
    PublishView view = publishing.view();
    if (view == null) return;
    to.add(Metric.PUBLISH_FAILING, !view.error().isEmpty());
    Instant last = view.last();
    if (last == null) return;
    to.add(Metric.PUBLISH_TIME, seconds(last));
    to.add(Metric.PUBLISH_SECONDS, counts.lastNanos() / NANOS);
    to.add(Metric.PUBLISHED_BANS, view.bans());
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }
}
