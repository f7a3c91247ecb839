package org.portsnare.daemon;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.config.ConfigException;
import org.portsnare.config.ConfigFile;
import org.portsnare.config.ConfigReader;
import org.portsnare.control.Change;
import org.portsnare.control.Commands;
import org.portsnare.control.ImportRequest;
import org.portsnare.control.ListRequest;
import org.portsnare.event.BanEvents;
import org.portsnare.event.EventQueue;
import org.portsnare.fact.Tool;
import org.portsnare.fact.ToolName;
import org.portsnare.fact.Tools;
import org.portsnare.history.Reports;
import org.portsnare.ledger.LedgerReader;
import org.portsnare.ledger.query.BanQuery;
import org.portsnare.ledger.query.Listed;
import org.portsnare.log.Log;
import org.portsnare.view.Answer;
import org.portsnare.view.BanView;
import org.portsnare.view.ExplainView;
import org.portsnare.view.ImportView;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;
import org.portsnare.work.Confined;
import org.portsnare.work.ReadAhead;

/**
 * What the control socket and the page ask for. Thread-safe: the worker carries it out, and what is
 * long to read is read here.
 */
final class Control implements Commands {
  /** Rows whose counts are asked of the kernel together. */
  private static final int PAGE = 500;

  /** A million bans on a slow disk. */
  private static final long IMPORT_TIMEOUT_SECONDS = 600;

  /**
   * Rows of a list whose counts are asked of the kernel; the others have those of the last pass.
   */
  private static final int COUNTED = 10_000;

  /** Bans inside a network that are named. */
  private static final int NAMED_INSIDE = 10;

  private final Confined<CommandHandler> handler;
  private final BanEvents events;
  private final Path configFile;
  private final Publishing publishing;
  private final SystemdNotify notify;
  private final Log log;
  private final InstantSource clock;
  private final Consumer<Boolean> stopper;

  /**
   * @param configFile is read by reload and apply
   * @param stopper is told to end the daemon, and whether to take the table down
   */
  Control(
      Confined<CommandHandler> handler,
      BanEvents events,
      Path configFile,
      Publishing publishing,
      SystemdNotify notify,
      Log log,
      InstantSource clock,
      Consumer<Boolean> stopper) {
    this.handler = handler;
    this.events = events;
    this.configFile = configFile;
    this.publishing = publishing;
    this.notify = notify;
    this.log = log;
    this.clock = clock;
    this.stopper = stopper;
  }

  @Override
  public StatusView status() {
    return handler.call(CommandHandler::status);
  }

  @Override
  public ReportView report(Duration length, int top) {
    StatusView status = status();
    LedgerReader ledger = handler.call(CommandHandler::counted);
    return Reports.of(ledger, status, length, top, clock.instant());
  }

  @Override
  public long list(ListRequest request, Consumer<BanView> consumer) {
    List<Listed> page = new ArrayList<>(PAGE);
    int[] counted = {request.counts() ? COUNTED : 0};
    long[] last = {0};
    LedgerReader ledger = upToDate();
    BanQuery query = query(request);
    ReadAhead.<Listed>run(
        read -> ledger.list(query, listed -> isBy(request.tool(), listed), read),
        listed -> {
          last[0] = listed.id();
          if (counted[0] == 0) {
            consumer.accept(view(listed, 0));
            return;
          }
          counted[0]--;
          page.add(listed);
          if (page.size() == PAGE || counted[0] == 0) flush(page, consumer);
        });
    flush(page, consumer);
    return last[0];
  }

  @Override
  public void addresses(ListRequest request, Consumer<String> consumer) {
    LedgerReader ledger = upToDate();
    if (request.tool() == null) {
      ledger.listPrefixes(query(request), consumer);
      return;
    }
    ledger.list(
        query(request),
        listed -> isBy(request.tool(), listed),
        listed -> consumer.accept(listed.ban().prefix().toString()));
  }

  /** The name comes from the packet, so SQL cannot select by it. */
  private static boolean isBy(@Nullable Tool tool, Listed listed) {
    if (tool == null) return true;
    ToolName name = Tools.name(listed.packet(), listed.ban().since());
    return name != null && name.tool() == tool;
  }

  private LedgerReader upToDate() {
    return handler.call(CommandHandler::upToDate);
  }

  private BanQuery query(ListRequest request) {
    Duration since = request.since();
    return request.query().since(since == null ? null : clock.instant().minus(since));
  }

  private void flush(List<Listed> page, Consumer<BanView> consumer) {
    if (page.isEmpty()) return;
    List<Ban> bans = page.stream().map(Listed::ban).toList();
    Map<Prefix, Long> dropped = handler.call(worker -> worker.dropped(bans));
    for (Listed listed : page) {
      consumer.accept(view(listed, dropped.getOrDefault(listed.ban().prefix(), 0L)));
    }
    page.clear();
  }

  private static BanView view(Listed listed, long dropped) {
    Ban ban = listed.ban();
    return BanView.of(ban, dropped, Tools.name(listed.packet(), ban.since()));
  }

  @Override
  public ExplainView explain(Prefix address) {
    LedgerReader.Inside inside = inside(address, NAMED_INSIDE);
    return handler.call(worker -> worker.explain(address, inside));
  }

  /** All bans are looked through, so not by the worker. */
  private LedgerReader.Inside inside(Prefix network, int limit) {
    if (network.isAddress()) return new LedgerReader.Inside(0, List.of());
    return upToDate().inside(network, limit);
  }

  @Override
  public Answer ban(
      List<Prefix> prefixes, @Nullable Lifetime lifetime, String reason, boolean force) {
    return handler.callFirst(worker -> worker.ban(prefixes, lifetime, reason, force));
  }

  @Override
  public ImportView importBans(ImportRequest request) {
    return handler.call(worker -> worker.importBans(request), IMPORT_TIMEOUT_SECONDS);
  }

  @Override
  public Answer unban(List<Prefix> prefixes, boolean inside) {
    Map<Prefix, LedgerReader.Inside> within = new HashMap<>();
    int limit = inside ? Integer.MAX_VALUE : NAMED_INSIDE;
    for (Prefix prefix : prefixes) {
      // To look through all bans for each of many networks would take as many times as long.
      if (inside || prefixes.size() <= NAMED_INSIDE) within.put(prefix, inside(prefix, limit));
    }
    return handler.callFirst(worker -> worker.unban(prefixes, inside, within));
  }

  @Override
  public Answer allow(Prefix prefix, @Nullable Lifetime lifetime, String comment) {
    if (prefix.length() == 0) {
      return Answer.refused(prefix + " exempts everybody; nothing would be banned");
    }
    return handler.callFirst(worker -> worker.allow(prefix, lifetime, comment));
  }

  @Override
  public Answer disallow(Prefix prefix) {
    return handler.callFirst(worker -> worker.disallow(prefix));
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
    ConfigFile found = ConfigReader.load(configFile);
    List<String> lines = new ArrayList<>(List.of("reloaded " + found.file()));
    lines.addAll(handler.call(worker -> worker.reload(found)));
    return lines;
  }

  @Override
  public Answer apply(Lifetime trial) {
    if (trial.isForever()) return reload();
    return configure(
        () -> {
          ConfigFile found = ConfigReader.load(configFile);
          return handler.call(worker -> worker.apply(found, Duration.ofMillis(trial.millis())));
        });
  }

  @Override
  public Answer confirm() {
    return configure(() -> handler.call(CommandHandler::confirm));
  }

  @Override
  public Answer revert() {
    return configure(() -> handler.call(CommandHandler::revert));
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
    if (down) handler.call(CommandHandler::removeTable);
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
