package org.portsnare.guard;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.portsnare.ban.Prefix;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.event.RecordedEvents;
import org.portsnare.firewall.FakeEnforcer;
import org.portsnare.hit.HitQueue;
import org.portsnare.hit.HitRecorder;
import org.portsnare.ledger.Ledger;
import org.portsnare.log.Log;
import org.portsnare.store.LedgerFile;
import org.portsnare.store.LedgerKeeper;
import org.portsnare.store.StandIn;
import org.portsnare.testing.TestingClock;

/** {@link Bans} over a ledger in a directory and the kernel's fake, and all that was told. */
final class BansFixture implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  final TestingClock clock = new TestingClock(NOW);
  private final RecordedEvents recorded = new RecordedEvents();
  final List<BanEvent> events = recorded.events();
  final FakeEnforcer kernel = new FakeEnforcer(FakeEnforcer.ruleset(""), clock);
  final LedgerKeeper keeper;
  final Bans bans;

  BansFixture(Path dir) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Log log = new Log(nowhere, clock, false);
    StandIn standIn = new StandIn(dir.resolve("control.sock"));
    keeper = new LedgerKeeper(new LedgerFile(dir, log), standIn, clock, log);
    BanEvents told = new BanEvents();
    told.subscribe(recorded);
    HitRecorder recorder = new HitRecorder(new HitQueue(64, 128), index -> "wan", told);
    bans = new Bans(keeper, kernel, recorder, clock, told);
  }

  Ledger ledger() {
    return keeper.ledger();
  }

  /** The bans that the ledger says are active, after what was not committed is forgotten. */
  Set<Prefix> inLedger() {
    ledger().rollback();
    Set<Prefix> active = new HashSet<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      ledger().forEachActive(ipv6, ban -> active.add(ban.prefix()));
    }
    return active;
  }

  List<Prefix> told(BanEvent.Kind kind) {
    return events.stream()
        .filter(event -> event.kind() == kind)
        .map(event -> event.ban().prefix())
        .toList();
  }

  @Override
  public void close() {
    keeper.close();
  }
}
