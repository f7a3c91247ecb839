package org.portsnare.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Host;
import org.portsnare.allow.LinuxHost;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigFile;
import org.portsnare.control.ControlServer;
import org.portsnare.event.BanEvents;
import org.portsnare.firewall.Counters;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.guard.Guard;
import org.portsnare.guard.Machine;
import org.portsnare.guard.Trials;
import org.portsnare.history.HistoryKeeper;
import org.portsnare.hit.HitQueue;
import org.portsnare.hit.HitQueues;
import org.portsnare.hit.HitReader;
import org.portsnare.http.HttpServer;
import org.portsnare.ledger.LedgerException;
import org.portsnare.log.Journal;
import org.portsnare.log.Log;
import org.portsnare.netfilter.nflog.NflogGroup;
import org.portsnare.netfilter.nftables.NfTablesEvents;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetlinkSocket;
import org.portsnare.netlink.route.RouteEvents;
import org.portsnare.store.LedgerFile;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.store.StandIn;
import org.portsnare.store.StartException;
import org.portsnare.store.TimeKeeper;
import org.portsnare.trial.TrialFile;
import org.portsnare.web.WebServer;
import org.portsnare.work.Confined;
import org.portsnare.work.SteadyClock;
import org.portsnare.work.Worker;

/** The daemon's process: puts the parts together, waits for the end, takes them apart. */
public final class Daemon {
  private static final int QUEUE = 65_536;
  private static final int HIT_BYTES = 128;

  /** Packets of banned senders that wait to be written. */
  private static final int SAID_QUEUE = 1_024;

  private static final long READER_PAUSE_NANOS = 100_000_000L;

  /** So long without a load, and what it has left behind is cleared away. */
  private static final long LOAD_OVER_MILLIS = 3_000;

  /** What a dump hands over at once. */
  private static final int DUMP_CHUNK = 1_000;

  private final ConfigFile found;
  private final Config config;
  private final String version;
  private final Log log;
  private final SteadyClock clock = SteadyClock.ofThisMachine();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean dumping = new AtomicBoolean();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final SystemdNotify notify;
  private boolean running;
  private @Nullable Guard guard;
  private @Nullable Worker worker;

  private Daemon(ConfigFile found, String version, Log log) {
    this.found = found;
    this.config = found.config();
    this.version = version;
    this.log = log;
    this.notify = new SystemdNotify(System.getenv(), log);
  }

  /**
   * Runs until it is told to stop.
   *
   * @param config as it was found; another one is used where it was on trial and not confirmed
   * @param ready is called once every ban is back and the traps are armed
   * @throws StartException with one sentence, if it cannot start
   */
  public static void run(ConfigFile config, String version, PrintStream err, Runnable ready) {
    Log log = new Log(err, Clock.systemUTC(), Journal.isStandardError());
    Daemon daemon = new Daemon(config, version, log);
    Thread hook = new Thread(daemon::stopAndWait, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      daemon.start();
      daemon.running = true;
      daemon.notify.ready(daemon.onWorker(daemon::statusLine));
      ready.run();
      daemon.stopping.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      try {
        daemon.close();
      } finally {
        // The shutdown hook waits for this: whatever happens, the process must be able to end.
        daemon.stopped.countDown();
      }
    }
  }

  private void start() {
    lock(config.daemon().stateDir());
    TrialFile trialFile = new TrialFile(config.daemon().stateDir());
    ConfigFile inForce = Trials.atStart(trialFile, found, log);
    Firewall firewall = openFirewall();
    HitQueue queue = new HitQueue(QUEUE, HIT_BYTES);
    HitQueue said = new HitQueue(SAID_QUEUE, Ruleset.SAID_LENGTH);
    BanEvents events = new BanEvents();
    BanLog banLog = open(new BanLog(log));
    events.subscribe(banLog);
    Host host = open(LinuxHost.open());
    LedgerKeeper keeper =
        new LedgerKeeper(
            new LedgerFile(config.daemon().stateDir(), log),
            new StandIn(config.daemon().controlSocket()),
            clock,
            log);
    Guard guard =
        new Guard(
            inForce.config().withDaemon(config.daemon()),
            new Machine(host, firewall, clock, TimeKeeper::isSynchronised),
            keeper,
            log,
            new HitQueues(queue, said),
            events,
            this::startDump);
    this.guard = guard;
    Trials trials = new Trials(trialFile, inForce, guard, clock, log);
    Worker worker = new Worker(this::failed);
    this.worker = worker;
    Worker.Signal hits = worker.signal(() -> hits(guard));
    this.moreHits = hits;
    Worker.Signal lost = worker.signal(guard::eventsLost);
    HitReader reader = openReader(queue, said, hits, lost);
    guard.readsHits(reader::error);
    guard.start();
    worker.every(Worker.TICK_MILLIS, guard::tick);
    worker.every(Worker.TICK_MILLIS, () -> banLog.tick(guard.recorder().bans()));
    worker.every(Worker.TICK_MILLIS, guard::lookAround);
    worker.every(
        Worker.TICK_MILLIS,
        new Leftovers(reader::read, Runtime.getRuntime()::totalMemory, System::gc, LOAD_OVER_MILLIS)
            ::look);
    Worker.Signal reconcile = worker.signal(() -> reconcile(guard));
    this.moreReconcile = reconcile;
    worker.every(100, guard.reconciler()::isRunning, reconcile::raise);
    worker.every(100, guard::isSweeping, guard::sweep);
    worker.every(100, trials::isRunning, trials::tick);
    HistoryKeeper history =
        new HistoryKeeper(
            keeper,
            clock,
            () -> dropped(firewall.counters()),
            () -> guard.config().ledger().keep());
    worker.every(100, () -> guard.recorder().isIdle() && history.isBehind(), history::count);
    worker.every(Worker.TICK_MILLIS, history::tick);
    Confined<Guard> confined = new Confined<>(worker, guard);
    Publishing publishing = open(new Publishing(config.daemon().stateDir(), confined, log, clock));
    guard.configInForce().follow(publishing::follow);
    worker.every(1_000, publishing::isWanted, () -> publishing.tick(guard.ledger().reader()));
    if (notify.hasWatchdog()) {
      worker.every(
          notify.aliveMillis(Worker.TICK_MILLIS),
          notify::isReady,
          () -> notify.alive(statusLine()));
    }
    HttpServer http = open(startHttp());
    Serving serving = open(new Serving(http, log));
    worker.every(Worker.TICK_MILLIS, serving::tick);
    worker.signal(guard::afterStart).raise();
    worker.start();
    open(reader);
    reader.start();
    watchRoutes(worker.signal(guard::refresh));
    if (!firewall.ownsTable()) watchTable(firewall, worker, guard);
    Run run = new Run(version, found.file(), clock.instant());
    StatusReport status = new StatusReport(run, guard, trials, publishing, serving, reader, queue);
    CommandHandler handler = new CommandHandler(guard, trials, history, status, clock);
    Control control =
        new Control(
            new Confined<>(worker, handler),
            events,
            found.file(),
            publishing,
            notify,
            log,
            clock,
            _ -> stopSoon());
    Measurements measurements =
        new Measurements(status, guard, trials, publishing, reader, queue, version);
    serving.show(new WebSite(confined, new Confined<>(worker, measurements), control, serving));
    serve(http, control);
    worker.signal(() -> guard.configInForce().follow(serving::follow)).raise();
  }

  private static HistoryKeeper.Dropped dropped(Counters counters) {
    return new HistoryKeeper.Dropped(counters.banned(), counters.bannedBytes());
  }

  private static HttpServer startHttp() {
    try {
      return HttpServer.start(ControlServer.MAX_CONNECTIONS + WebServer.MAX_CONNECTIONS);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * What {@code systemctl status} shows. Runs on the worker's thread, and never fails: the sign of
   * life goes with it.
   */
  private String statusLine() {
    Guard guard = Objects.requireNonNull(this.guard);
    if (!guard.ledgerError().isEmpty()) return "the ledger fails: " + guard.ledgerError();
    try {
      return statusLine(guard);
    } catch (LedgerException e) {
      return "the ledger fails: " + e.getMessage();
    }
  }

  private static String statusLine(Guard guard) {
    List<String> interfaces = guard.ruleset().situation().interfaces();
    String guarded = interfaces.isEmpty() ? "no interface" : String.join(", ", interfaces);
    long bans = guard.ledger().count();
    return "guarding " + guarded + ", " + bans + (bans == 1 ? " ban" : " bans");
  }

  private <T> T onWorker(Callable<T> work) {
    return Objects.requireNonNull(worker).call(work);
  }

  private Worker.@Nullable Signal moreHits;
  private Worker.@Nullable Signal moreReconcile;
  private Worker.@Nullable Signal moreRebuild;

  private void hits(Guard guard) {
    if (guard.hits() && moreHits != null) moreHits.raise();
  }

  private void reconcile(Guard guard) {
    if (guard.reconcile() && moreReconcile != null) moreReconcile.raise();
  }

  private void lock(Path stateDir) {
    try {
      if (!Files.isDirectory(stateDir)) {
        Files.createDirectories(
            stateDir,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel channel =
          open(
              FileChannel.open(
                  stateDir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new StartException(
            "another daemon runs with the state directory " + stateDir + "; stop it first");
      }
    } catch (OverlappingFileLockException e) {
      throw new StartException("this process runs a daemon already", e);
    } catch (IOException e) {
      // The ledger says the same and goes on elsewhere; until then nothing must be unprotected.
      log.warn("cannot write to the state directory", "dir", stateDir, "why", reason(e));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException file) {
      return file.getFile()
          + " is closed to "
          + System.getProperty("user.name")
          + "; give it to whom runs the daemon (chown -R)";
    }
    if (e instanceof FileSystemException file) {
      String why = file.getReason();
      if (why != null) return why;
      return file.getClass().getSimpleName().replace("Exception", "");
    }
    return String.valueOf(e.getMessage());
  }

  private Firewall openFirewall() {
    try {
      return open(Firewall.open(clock, config.daemon().ownTable()));
    } catch (NetlinkException e) {
      throw firewallFailure(e);
    }
  }

  /** Turns the kernel's no into a sentence that says what to do. */
  @SuppressWarnings("exports") // for the command line alone
  public static StartException firewallFailure(NetlinkException e) {
    return switch (e.errno()) {
      case Errno.EPERM ->
          new StartException(
              "changing nf_tables needs root or CAP_NET_ADMIN; run as root ("
                  + e.getMessage()
                  + ")",
              e);
      case Errno.EPROTONOSUPPORT, Errno.EINVAL, Errno.EOPNOTSUPP ->
          new StartException(
              "this kernel has no nf_tables; load the module nf_tables or use a kernel that has it"
                  + " ("
                  + e.getMessage()
                  + ")",
              e);
      default -> new StartException(String.valueOf(e.getMessage()), e);
    };
  }

  private HitReader openReader(
      HitQueue queue, HitQueue said, Worker.Signal hits, Worker.Signal lost) {
    int number = config.daemon().nflogGroup();
    HitReader reader =
        new HitReader(
            () -> NflogGroup.bind(number, Ruleset.SAID_LENGTH),
            queue,
            said,
            clock,
            hits::raise,
            lost::raise);
    if (!reader.error().isEmpty()) {
      log.warn(
          "no hit can be read, the kernel bans all the same; trying again, or choose another"
              + " daemon.nflog-group",
          "why",
          reader.error());
    }
    return reader;
  }

  private void watchRoutes(Worker.Signal refresh) {
    RouteEvents events = open(RouteEvents.open());
    startReader(
        "routes",
        () -> {
          if (events.await(-1) == NetlinkSocket.Receipt.CLOSED) return false;
          refresh.raise();
          return true;
        });
  }

  private void watchTable(Firewall firewall, Worker worker, Guard guard) {
    NfTablesEvents events = open(NfTablesEvents.open(Ruleset.TABLE, firewall.portId()));
    Worker.Signal rebuild = worker.signal(guard::rebuild);
    this.moreRebuild = rebuild;
    Worker.Signal repair = worker.signal(guard::repair);
    Worker.Signal elements = worker.signal(guard::elementsChanged);
    startReader(
        "table",
        () -> {
          switch (events.await(-1)) {
            case CHANGED -> rebuild.raise();
            case LOST -> repair.raise();
            case ELEMENTS_CHANGED -> elements.raise();
            case NONE -> {}
            case CLOSED -> {
              return false;
            }
          }
          return true;
        });
  }

  /** Runs {@code step} again and again until it says false; an error in it does not end that. */
  private void startReader(String name, BooleanSupplier step) {
    Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(
            () -> {
              boolean more = true;
              while (more) {
                try {
                  more = step.getAsBoolean();
                } catch (RuntimeException e) {
                  log.warn("reading events failed, going on", "of", name, "why", e.getMessage());
                  LockSupport.parkNanos(READER_PAUSE_NANOS);
                }
              }
            });
  }

  /** Reads the whole of the kernel's sets on a thread of its own, and hands it over in pieces. */
  private void startDump() {
    if (!dumping.compareAndSet(false, true)) return;
    Guard guard = Objects.requireNonNull(this.guard);
    Ruleset ruleset = guard.ruleset();
    Thread.ofPlatform()
        .name("dump")
        .daemon()
        .start(
            () -> {
              try {
                dump(guard, ruleset);
              } catch (RuntimeException e) {
                log.warn("reading the kernel's sets failed", "why", e.getMessage());
              } finally {
                dumping.set(false);
              }
            });
  }

  private void dump(Guard guard, Ruleset ruleset) {
    List<Firewall.Element> chunk = new ArrayList<>(DUMP_CHUNK);
    Firewall.dump(
        ruleset,
        found -> {
          chunk.add(found);
          if (chunk.size() == DUMP_CHUNK) handOver(guard, chunk);
        });
    handOver(guard, chunk);
  }

  private void handOver(Guard guard, List<Firewall.Element> chunk) {
    List<Firewall.Element> found = List.copyOf(chunk);
    chunk.clear();
    onWorker(
        () -> {
          guard.hits();
          guard.adopt(found);
          return true;
        });
  }

  private void serve(HttpServer http, Control control) {
    Path socket = config.daemon().controlSocket();
    try {
      open(ControlServer.start(http, socket, control));
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on the control socket " + socket + ": " + reason(e), e);
    }
  }

  private void failed(Throwable e) {
    log.warn("a task failed, going on", "why", e);
    boolean gone = e instanceof NetlinkException netlink && netlink.errno() == Errno.ENOENT;
    if (gone && moreRebuild != null) moreRebuild.raise();
  }

  private <T extends AutoCloseable> T open(T part) {
    parts.add(part);
    return part;
  }

  private void stopSoon() {
    // The answer to who asked for it must get out first.
    Thread.ofPlatform().name("stop-soon").daemon().start(stopping::countDown);
  }

  private void stopAndWait() {
    stopping.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void close() {
    if (running) notify.stopping();
    List<AutoCloseable> reversed = parts.reversed();
    // First whoever brings work (the control socket, events), then who does it, then the sockets.
    for (AutoCloseable part : reversed) {
      if (!(part instanceof Firewall) && !(part instanceof FileChannel)) closeQuietly(part);
    }
    if (worker != null) worker.close();
    if (guard != null) guard.stop();
    for (AutoCloseable part : reversed) {
      if (part instanceof Firewall || part instanceof FileChannel) closeQuietly(part);
    }
    if (running) log.notice("stopped");
  }

  private void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("closing failed", "why", e);
    }
  }
}
