package org.portsnare.control;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.event.BanEvents;
import org.portsnare.event.EventQueue;
import org.portsnare.view.Answer;
import org.portsnare.view.BanView;
import org.portsnare.view.ExplainView;
import org.portsnare.view.ImportView;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;
import org.portsnare.view.TestReport;
import org.portsnare.view.TestStatus;

/** Notes what it is asked for, in words, and does nothing. */
final class StubCommands implements Commands {
  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<Change> changes = new CopyOnWriteArrayList<>();
  final BanEvents events = new BanEvents();
  private @Nullable RuntimeException failure;

  /** The next command fails. */
  void fail(RuntimeException with) {
    failure = with;
  }

  private Answer answer(String what) {
    asked.add(what);
    RuntimeException with = failure;
    failure = null;
    if (with != null) throw with;
    return new Answer(true, List.of("done: " + what));
  }

  @Override
  public StatusView status() {
    answer("status");
    return TestStatus.with(List.of());
  }

  @Override
  public ReportView report(Duration length, int top) {
    answer("report " + length + " " + top);
    return TestReport.nothing(Instant.parse("2026-11-25T12:00:00Z"));
  }

  @Override
  public ExplainView explain(Prefix address) {
    answer("explain " + address);
    throw new RefusedException("nobody knows " + address);
  }

  @Override
  public long list(ListRequest request, Consumer<BanView> consumer) {
    answer("list " + request);
    return 0;
  }

  @Override
  public void addresses(ListRequest request, Consumer<String> consumer) {
    answer("addresses " + request);
    consumer.accept("203.0.113.7");
    consumer.accept("2001:db8::/64");
  }

  @Override
  public Answer ban(
      List<Prefix> prefixes, @Nullable Lifetime lifetime, String reason, boolean force) {
    return answer("ban " + prefixes + " for " + lifetime + " '" + reason + "' force " + force);
  }

  @Override
  public ImportView importBans(ImportRequest request) {
    List<String> lines = new ArrayList<>();
    for (List<Candidates.Candidate> batch : request.candidates()) {
      batch.forEach(each -> lines.add(each.prefix() + " " + each.expires() + " " + each.detail()));
    }
    answer("import " + lines + " dry " + request.dry() + " strict " + request.strict());
    return new ImportView(lines.size(), 0, 0, 0, List.of(), List.of(), List.of());
  }

  @Override
  public Answer unban(List<Prefix> prefixes, boolean inside) {
    return answer("unban " + prefixes + " inside " + inside);
  }

  @Override
  public Answer allow(Prefix prefix, @Nullable Lifetime lifetime, String comment) {
    return answer("allow " + prefix + " for " + lifetime + " '" + comment + "'");
  }

  @Override
  public Answer disallow(Prefix prefix) {
    return answer("disallow " + prefix);
  }

  @Override
  public Answer reload() {
    return answer("reload");
  }

  @Override
  public Answer apply(Lifetime trial) {
    return answer("apply " + trial);
  }

  @Override
  public Answer confirm() {
    return answer("confirm");
  }

  @Override
  public Answer revert() {
    return answer("revert");
  }

  @Override
  public Answer publish() {
    return answer("publish");
  }

  @Override
  public Answer stop(boolean down) {
    return answer("stop, down " + down);
  }

  @Override
  public void changed(Change change) {
    changes.add(change);
  }

  @Override
  public EventQueue watch(int capacity) {
    return events.subscribe(capacity);
  }
}
