package org.portsnare.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Lifetime;
import org.portsnare.config.Config;
import org.portsnare.config.PortRange;
import org.portsnare.firewall.Counters;
import org.portsnare.guard.Guard;
import org.portsnare.guard.Trials;
import org.portsnare.hit.HitQueue;
import org.portsnare.hit.HitReader;
import org.portsnare.reconcile.Reconciler;
import org.portsnare.view.ExemptionView;
import org.portsnare.view.StatusView;

/** Gathers what {@code status} says. Runs on the worker's thread. */
final class StatusReport {
  private final Run run;
  private final Guard guard;
  private final Trials trials;
  private final Publishing publishing;
  private final Serving serving;
  private final HitReader reader;
  private final HitQueue queue;

  StatusReport(
      Run run,
      Guard guard,
      Trials trials,
      Publishing publishing,
      Serving serving,
      HitReader reader,
      HitQueue queue) {
    this.run = run;
    this.guard = guard;
    this.trials = trials;
    this.publishing = publishing;
    this.serving = serving;
    this.reader = reader;
    this.queue = queue;
  }

  StatusView make() {
    List<Integer> listening = guard.listeningTraps();
    return new StatusView(
        run.view(trials.until(), serving.address()),
        rules(listening),
        new StatusView.Bans(
            guard.ledger().count(),
            bansInKernel(),
            guard.config().ban().max(),
            guard.ledger().observed().count()),
        packets(),
        guard.coverage(),
        new StatusView.Hits(
            reader.read(), queue.size(), reader.overruns(), guard.pipeline(queue.longest())),
        reconciler(),
        new StatusView.Ledger(guard.ledger().path().toString(), guard.ledgerError()),
        publishing.view(),
        guard.ruleset().exemptions().stream().map(ExemptionView::of).toList(),
        warnings(listening));
  }

  private StatusView.Rules rules(List<Integer> listening) {
    Config config = guard.config();
    return new StatusView.Rules(
        guard.firewall().ownsTable() ? "owner+persist" : "shared, watched",
        guard.ruleset().situation().interfaces(),
        texts(config.traps().tcp()),
        texts(config.traps().udp()),
        Traps.lines(config),
        Traps.proof(guard.ruleset()),
        config.observe(),
        listening);
  }

  private StatusView.Packets packets() {
    Counters counters = guard.firewall().counters();
    return new StatusView.Packets(
        counters.trapped(),
        counters.banned(),
        counters.full(),
        counters.below(),
        counters.proved(),
        counters.asked(),
        counters.spared(),
        counters.guessed(),
        guard.alarms().breakerOpen());
  }

  private StatusView.Reconciler reconciler() {
    Reconciler reconciler = guard.reconciler();
    Instant last = reconciler.lastPass();
    return new StatusView.Reconciler(
        reconciler.drift(),
        reconciler.repaired(),
        reconciler.strangers(),
        last.equals(Instant.EPOCH) ? null : last);
  }

  private static List<String> texts(List<PortRange> ports) {
    return ports.stream().map(PortRange::toString).toList();
  }

  long bansInKernel() {
    long addresses = guard.firewall().count();
    return addresses < 0 ? -1 : addresses + guard.firewall().networks().size();
  }

  List<String> warnings() {
    return warnings(guard.listeningTraps());
  }

  private List<String> warnings(List<Integer> listening) {
    List<String> warnings = new ArrayList<>(Warnings.of(guard.ruleset(), listening));
    if (guard.isBlindForSsh()) {
      warnings.add(
          "SSH sessions cannot be seen: the daemon is not root, and there is no systemd-logind;"
              + " put your address into allow.addresses");
    }
    Duration ahead = guard.clockAhead();
    if (!ahead.isZero()) {
      warnings.add(
          "the machine's clock was set "
              + (ahead.isNegative() ? "back" : "ahead")
              + " by "
              + new Lifetime(ahead.abs().toMillis())
              + "; bans end by the time since boot, and times are shown as before");
    }
    if (!guard.ledgerError().isEmpty()) warnings.add("the ledger fails: " + guard.ledgerError());
    if (guard.leftOut() > 0) {
      warnings.add(guard.leftOut() + " rows of the ledger made no sense and are left out");
    }
    if (!reader.error().isEmpty()) {
      warnings.add("no hit can be read, the kernel goes on banning: " + reader.error());
    }
    warnings.addAll(publishing.warnings());
    warnings.addAll(serving.warnings());
    if (guard.alarms().wasFull()) {
      warnings.add("a ban set was full: raise ban.max (now " + guard.config().ban().max() + ")");
    }
    if (guard.alarms().breakerOpen()) {
      warnings.add(
          "flood: more new senders than ban.new-per-second; a lone packet bans nobody now");
    }
    if (guard.ledger().observed().passedOver() > 0) {
      warnings.add(
          guard.ledger().observed().passedOver() + " hits were not recorded: too many senders");
    }
    if (guard.rejected() > 0) {
      warnings.add(guard.rejected() + " bans do not fit into the sets: raise ban.max");
    }
    if (reader.overruns() > 0) {
      warnings.add("hits were lost " + reader.overruns() + " times; the sets were read instead");
    }
    return warnings;
  }
}
