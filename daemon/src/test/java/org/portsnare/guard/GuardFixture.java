package org.portsnare.guard;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.portsnare.allow.FakeHost;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.ConfigReader;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.event.RecordedEvents;
import org.portsnare.firewall.FakeTable;
import org.portsnare.firewall.Packets;
import org.portsnare.hit.HitKind;
import org.portsnare.hit.HitQueue;
import org.portsnare.hit.HitQueues;
import org.portsnare.ledger.Ledger;
import org.portsnare.ledger.Refusals;
import org.portsnare.log.Log;
import org.portsnare.store.LedgerFile;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.store.StandIn;
import org.portsnare.testing.TestingClock;
import org.portsnare.work.SteadyClock;

/** A {@link Guard} over a ledger in a directory, a table in memory and a host without a network. */
public final class GuardFixture implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final Instant BOOT = NOW.minusSeconds(1_000);
  private static final HitKind SYN = new HitKind(Trigger.SYN, false, false, false);
  private static final HitKind HANDSHAKE = new HitKind(Trigger.HANDSHAKE, false, false, false);

  public final TestingClock clock = new TestingClock(NOW);
  public final FakeTable table = new FakeTable(clock);
  public final FakeHost host = new FakeHost();
  public final HitQueue queue = new HitQueue(1_024, 128);
  public final Log log =
      new Log(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          clock,
          false);
  public final LedgerKeeper keeper;
  public final Guard guard;
  public final BanEvents events = new BanEvents();
  private final RecordedEvents recorded = new RecordedEvents();
  private int dumps;

  public GuardFixture(Path dir, String toml) {
    keeper =
        new LedgerKeeper(
            new LedgerFile(dir, log), new StandIn(dir.resolve("control.sock")), clock, log);
    events.subscribe(recorded);
    SteadyClock steady =
        new SteadyClock(
            clock,
            () -> clock.millis() - BOOT.toEpochMilli(),
            () -> (clock.millis() - BOOT.toEpochMilli()) * 1_000_000,
            "this boot");
    guard =
        new Guard(
            ConfigReader.parse("test", toml),
            new Machine(host, table, steady, () -> true),
            keeper,
            log,
            new HitQueues(queue, new HitQueue(64, 1_024)),
            events,
            () -> dumps++);
  }

  /** Started, with nothing to do. */
  public static GuardFixture started(Path dir, String toml) {
    GuardFixture fixture = new GuardFixture(dir, toml);
    fixture.guard.start();
    fixture.guard.afterStart();
    return fixture;
  }

  /** How often the whole of the kernel's sets was to be read. */
  int dumps() {
    return dumps;
  }

  /** A SYN to a trap, which the kernel has answered with a ban. */
  public void syn(String sender, int port) {
    hit(SYN, sender, port);
  }

  /** The handshake with a trap is complete. */
  public void handshake(String sender, int port) {
    hit(HANDSHAKE, sender, port);
  }

  private void hit(HitKind kind, String sender, int port) {
    table.banned(Prefix.parse(sender), 864_000_000);
    byte[] packet = Packets.tcp(new Packets.Path(sender, "198.51.100.1", port), Packets.SYN);
    queue.put(kind, packet, packet.length, 3, clock.millis());
  }

  /** From now on the ledger refuses every change of this table, as on a disk that is full. */
  public void ledgerRefuses(String sqlTable) {
    Refusals.begin(ledger(), sqlTable);
  }

  /** It takes them again. */
  public void ledgerTakes(String sqlTable) {
    Refusals.end(ledger(), sqlTable);
  }

  public Ledger ledger() {
    return keeper.ledger();
  }

  /** The bans that the ledger says are active, after what was not committed is forgotten. */
  public Set<Prefix> inLedger() {
    ledger().rollback();
    Set<Prefix> active = new HashSet<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      ledger().forEachActive(ipv6, ban -> active.add(ban.prefix()));
    }
    return active;
  }

  List<Prefix> told(BanEvent.Kind kind) {
    return recorded.events().stream()
        .filter(event -> event.kind() == kind)
        .map(event -> event.ban().prefix())
        .toList();
  }

  @Override
  public void close() {
    keeper.close();
  }
}
