package org.portsnare.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ledger.query.Listed;
import org.portsnare.ledger.query.PastBan;
import org.portsnare.ledger.query.Tally;
import org.portsnare.ledger.repair.Salvage;
import org.portsnare.ledger.repair.TimeShift;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The ledger's file, open for the one thread that writes. It calls {@link #commit} after changes
 * that belong together; a commit is on the disk when it returns. Other threads have a {@link
 * LedgerReader}.
 */
public final class Ledger implements AutoCloseable {
  private static final String READ = "read the ledger";
  private static final String WRITE = "write to the ledger";

  private final Path file;
  private final LedgerReader reader;
  private final Connection connection;
  private final ActiveBans bans;
  private final PastBans past;
  private final Allowed allowed;
  private final Said said;
  private final Observed observed;
  private final Offenders offenders;
  private final History history;
  private final boolean lostLog;

  private Ledger(Path file, Connection connection, boolean lostLog) throws SQLException {
    this.file = file;
    reader = new LedgerReader(file);
    this.lostLog = lostLog;
    this.connection = connection;
    bans = new ActiveBans(connection);
    past = new PastBans(connection);
    allowed = new Allowed(connection);
    said = new Said(connection);
    observed = new Observed(connection);
    offenders = new Offenders(connection);
    history = new History(connection, bans.lastId());
  }

  /** What other threads may read. */
  public LedgerReader reader() {
    return reader;
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /** The exemptions that were added at run time. */
  public Allowed allowed() {
    return allowed;
  }

  /** The senders that are recorded and not banned. */
  public Observed observed() {
    return observed;
  }

  /** The bans that count towards a step of the ladder. */
  public Offenders offenders() {
    return offenders;
  }

  /** The counts of new bans by hour and day. */
  public History history() {
    return history;
  }

  /**
   * Opens the file; creates it if there is none.
   *
   * @throws LedgerException if it cannot be used
   */
  public static Ledger open(Path file) {
    return open(file, Database.PATIENCE);
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param patience how long to wait while another program keeps the file locked
   */
  public static Ledger open(Path file, Duration patience) {
    Database.requireRegular(file);
    boolean hasLog = Database.hasLog(file);
    try {
      Connection connection = Database.connect(file, false, patience);
      try {
        boolean wasOpen = Database.prepare(connection);
        Database.atOnce(connection, "PRAGMA busy_timeout = " + Database.PATIENCE.toMillis());
        // The note that the file is open must not depend on the log, which may get lost.
        if (!wasOpen) Database.atOnce(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        return new Ledger(file, connection, wasOpen && !hasLog);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure("open the ledger " + file, e);
    }
  }

  /**
   * Whether the last run did not end properly and its write-ahead log is gone: the last changes are
   * lost.
   */
  public boolean lostLog() {
    return lostLog;
  }

  /**
   * Copies what can still be read of a damaged file into a new file.
   *
   * @return number of active bans that were copied
   */
  public static long salvage(Path damaged, Path fresh) {
    try (Connection connection = Database.connect(fresh, false, Database.PATIENCE)) {
      Database.prepare(connection);
      connection.setAutoCommit(true);
      long saved = Salvage.bring(damaged, connection, PrefixIndex.MAX_ID);
      Database.noteClosed(connection);
      return saved;
    } catch (SQLException e) {
      throw failure("bring the damaged ledger " + damaged + " over", e);
    }
  }

  /** Writes a complete copy to a file that does not exist yet. Commits first. */
  public void copyTo(Path target) {
    commit();
    run(
        "copy the ledger to " + target,
        () -> {
          // SQLite's backup of the open file: it may have no name any more, so it cannot be opened
          // again.
          int code =
              connection
                  .unwrap(SQLiteConnection.class)
                  .getDatabase()
                  .backup("main", target.toString(), null);
          if (code != SQLiteErrorCode.SQLITE_OK.code) {
            SQLiteErrorCode error = SQLiteErrorCode.getErrorCode(code);
            throw new SQLiteException(error.message, error);
          }
          try (Connection copy = Database.connect(target, false)) {
            Database.noteClosed(copy);
          }
        });
  }

  /**
   * Writes a complete copy of a ledger that another process may have open.
   *
   * @param target does not exist yet, or is empty
   * @return number of active bans in the copy
   */
  public static long copy(Path file, Path target) {
    Database.requireRegular(file);
    if (!Files.exists(file)) {
      throw new LedgerException("there is no ledger " + file, null, false, false);
    }
    try (Connection connection = Database.connect(file, true)) {
      try (PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
        statement.setString(1, target.toString());
        statement.execute();
      }
      try (Connection copy = Database.connect(target, false)) {
        Database.noteClosed(copy);
        return ActiveBans.number(copy, "SELECT count(*) FROM ban");
      }
    } catch (SQLException e) {
      throw failure("copy the ledger " + file + " to " + target, e);
    }
  }

  /** Number of rows that could not be read; they are left out. */
  public int unreadable() {
    return bans.unreadable().size() + allowed.unreadable();
  }

  /** Moves bans that cannot be read to the past bans. */
  public void setUnreadableAside(Instant now) {
    run(WRITE, () -> bans.setUnreadableAside(past, now));
  }

  /**
   * A ban that has ended.
   *
   * @param why as in {@link PastBan#ending}
   */
  public record End(Prefix prefix, Instant when, String why) {}

  /** The bans that have ended since {@code time}, oldest first. */
  public List<End> endedSince(Instant time) {
    return call(READ, () -> past.endedSince(time));
  }

  /** Makes everything written since the last commit durable. */
  public void commit() {
    run("commit to the ledger", bans::commit);
  }

  /**
   * Forgets everything written since the last commit.
   *
   * @throws LedgerException also if SQLite has rolled back by itself, for example after a full
   *     disk; then this object is of no use any more: open the file again
   */
  public void rollback() {
    run("roll back the ledger", bans::rollback);
  }

  /** The active ban of exactly this prefix. */
  public Optional<Ban> active(Prefix prefix) {
    return call(READ, () -> Optional.ofNullable(bans.find(prefix)));
  }

  /** How often exactly this prefix has been banned, including an active ban. */
  public int bansOf(Prefix prefix) {
    return call(READ, () -> past.countOf(prefix) + (bans.idOf(prefix) == 0 ? 0 : 1));
  }

  /** Whether any ban has ended. */
  public boolean hasPast() {
    return past.exists();
  }

  /**
   * The number of past bans of exactly each of these prefixes; prefixes without any are not in the
   * answer.
   */
  public Map<Prefix, Integer> pastBansOf(Collection<Prefix> prefixes) {
    return call(READ, () -> past.countsOf(prefixes));
  }

  /**
   * Adds a new ban; there must be no active ban of this prefix. It is written together with others,
   * at the latest by {@link #commit}.
   */
  public void insert(Ban ban, byte @Nullable [] packet) {
    run(WRITE, () -> bans.insert(ban, packet));
  }

  /** Makes an active ban a confirmed ban, with a new end. */
  public void confirm(Ban ban) {
    run(WRITE, () -> bans.confirm(ban));
  }

  /**
   * Gives an active ban the end, the trigger and the reason of a browser's. People who read a web
   * page are no reason to ban the network that they share, so the ban no longer counts for the
   * ladder.
   */
  public void ofBrowser(Ban ban) {
    run(
        WRITE,
        () -> {
          bans.ofBrowser(ban);
          offenders.end(ban.prefix());
        });
  }

  /** When the last past browser's ban of exactly this prefix began. */
  public Optional<Instant> lastBrowser(Prefix prefix) {
    return call(READ, () -> Optional.ofNullable(past.lastBrowser(prefix)));
  }

  /** Changes the end of an active ban. */
  public void prolong(Ban ban) {
    run(WRITE, () -> bans.prolong(ban));
  }

  /** Counts further hits of a banned prefix. */
  public void addHits(Prefix prefix, long hits) {
    run(WRITE, () -> bans.addHits(prefix, hits));
  }

  /**
   * Keeps a packet with the active ban of this prefix, unless the ban has a packet with the same
   * payload, or has {@code limit} packets already.
   *
   * @param from offset of the payload in the packet, after the headers
   */
  public void say(Prefix prefix, Instant time, byte[] packet, int from, int limit) {
    run(
        WRITE,
        () -> {
          bans.flush();
          said.add(bans.idOf(prefix), time, packet, from, limit);
        });
  }

  /** Ends the active ban of exactly this prefix; false if there is none. */
  public boolean end(Prefix prefix, Instant when, String why) {
    return call(
        WRITE,
        () -> {
          long id = bans.idOf(prefix);
          if (id == 0) return false;
          bans.flush();
          past.add(id, when, why);
          bans.delete(prefix, id);
          offenders.end(prefix);
          return true;
        });
  }

  /** When the last past ban of exactly this prefix ended. */
  public Optional<Instant> lastEnd(Prefix prefix) {
    return call(READ, () -> Optional.ofNullable(past.lastEnd(prefix)));
  }

  /** Ends all bans whose time has come, and returns how many it ended. */
  public int expire(Instant now) {
    return call(
        WRITE,
        () -> {
          bans.flush();
          int moved = past.addDue(now);
          if (moved > 0) bans.forgetIndex(moved);
          return moved;
        });
  }

  /**
   * Corrects times that were written while the clock was wrong, and makes bans active again that
   * ended too early.
   *
   * @param from since when the clock was wrong, by that clock
   * @param lastId id of the last ban at that time; see {@link #lastId}
   * @param later how far the clock was behind
   * @return number of bans that are active again
   */
  public int putRight(Instant from, long lastId, Duration later, Instant now) {
    return call(
        WRITE,
        () -> {
          bans.flush();
          TimeShift times = new TimeShift(connection);
          times.shift(from, lastId, later);
          times.leaveTheFuture(now);
          int revived = times.revive(now);
          bans.forgetIndex(-revived);
          return revived;
        });
  }

  /** As {@link #putRight}, if nothing was written since the clock was known to be right. */
  public int putRight(Instant now) {
    return putRight(now, Long.MAX_VALUE, Duration.ZERO, now);
  }

  /** The highest id that a ban has had; 0 if there was none. */
  public long lastId() {
    return bans.lastId();
  }

  /** Up to {@code limit} active bans whose time has come. */
  public List<Ban> due(Instant now, int limit) {
    return call(READ, () -> bans.due(now, limit));
  }

  /**
   * Passes bans with an id above {@code after} to {@code consumer}, active and past ones, in the
   * order of their ids.
   *
   * @param limit maximum number of bans
   * @return id of the last one; {@code after} if there is none
   */
  public long bansAfter(long after, int limit, Consumer<Listed> consumer) {
    return call(
        READ,
        () -> {
          bans.flush();
          return PastBans.after(connection, after, limit, consumer);
        });
  }

  /**
   * Forgets past bans that began and ended before {@code time}.
   *
   * @param after looks only at bans with an id above this one
   * @param limit how many bans to look at
   * @return id of the last ban that was looked at; 0 if no further one is old enough
   */
  public long forgetPast(Instant time, long after, int limit) {
    return call(WRITE, () -> past.forget(time, after, limit));
  }

  /** Takes over the kernel's count of dropped packets, unless the ledger's count is larger. */
  public void setDropped(Prefix prefix, long dropped) {
    run(WRITE, () -> bans.setDropped(prefix, dropped));
  }

  /**
   * Gives every active ban that is the {@code nth} of its prefix a new lifetime, counted from its
   * start, unless its end was given by hand.
   *
   * @param atLeast also bans after the nth
   * @param evidence only bans on this evidence
   * @param closed true: only bans for closed ports; false: only the others
   */
  public void setLifetime(
      int nth, boolean atLeast, Evidence evidence, boolean closed, Lifetime lifetime) {
    run(WRITE, () -> bans.setLifetime(nth, atLeast, evidence, closed, lifetime));
  }

  /** Passes what the kernel needs of every active ban, oldest first. */
  public void enforce(BanSink sink) {
    run(READ, () -> bans.enforce(sink));
  }

  /** Passes all active bans of a family to {@code consumer}, oldest first. */
  public void forEachActive(boolean ipv6, Consumer<Ban> consumer) {
    run(READ, () -> bans.forEach(ipv6, consumer));
  }

  /** The active bans of networks inside a network, without a ban of that network itself. */
  public List<Prefix> networksInside(Prefix network) {
    return call(
        READ,
        () -> {
          bans.flush();
          return InsideQuery.networks(connection, network);
        });
  }

  /** Up to {@code limit} active bans with an id above {@code after}, in the order of their ids. */
  public Page page(long after, int limit) {
    return call(READ, () -> bans.page(after, limit));
  }

  /**
   * A page of the list of active bans.
   *
   * @param last the last id on this page: the next page starts after it
   * @param isLast whether there is no next page
   */
  public record Page(List<Term> bans, long last, boolean isLast) {}

  /**
   * All active bans of networks: neither single addresses nor as wide as one hit makes them.
   *
   * @param policy says how wide a ban of one hit is
   */
  public List<Ban> networks(BanPolicy policy) {
    return call(READ, () -> bans.networks(policy));
  }

  /** The newest active bans whose senders are known to be real, at most {@code limit}. */
  public List<Term> confirmed(int limit) {
    return call(READ, () -> bans.confirmed(limit));
  }

  /** Number of active bans of networks; see {@link #networks}. */
  public long countNetworks(BanPolicy policy) {
    return call(READ, () -> bans.countNetworks(policy));
  }

  /** Number of active bans. */
  public long count() {
    return call(READ, bans::count);
  }

  /** Number of bans, among the newest {@code limit} active ones, that began after {@code time}. */
  public long countSince(Instant time, int limit) {
    return call(READ, () -> bans.countSince(time, limit));
  }

  /** Number of active bans of IPv6 prefixes. */
  public long countIpv6() {
    return call(READ, bans::countIpv6);
  }

  /** Counts of bans since the ledger was opened; see {@link #inherit}. */
  public Tally tally() {
    return bans.tally();
  }

  /** Continues with the counts of an earlier ledger, which is given up. */
  public void inherit(Ledger before) {
    tally().inherit(before.tally());
  }

  /**
   * Number of distinct senders that the traps have banned since {@code time}. Bans that have ended
   * count too.
   *
   * @param limit how many of the newest active bans, and of the newest past bans, are read
   */
  public long caughtSince(Instant time, int limit) {
    String newest = "(SELECT prefix, since, trigger FROM %s ORDER BY id DESC LIMIT " + limit + ")";
    String sql =
        "SELECT count(DISTINCT prefix) FROM (SELECT * FROM "
            + newest.formatted("ban")
            + " UNION ALL SELECT * FROM "
            + newest.formatted("past")
            + ") WHERE since > "
            + time.toEpochMilli()
            + " AND trigger IN ('syn', 'handshake', 'stealth', 'closed', 'sweep', 'browser')";
    return call(
        READ,
        () -> {
          bans.flush();
          return ActiveBans.number(connection, sql);
        });
  }

  /**
   * Every active or past ban of a prefix that contains {@code address}, newest first, at most
   * {@code limit}.
   */
  public List<PastBan> history(Prefix address, int limit) {
    return call(
        READ,
        () -> {
          List<PastBan> all = new ArrayList<>(bans.around(address, said));
          all.addAll(past.around(address, limit, said));
          all.sort(Comparator.comparing(known -> known.ban().since(), Comparator.reverseOrder()));
          return all.stream().limit(limit).toList();
        });
  }

  /** A stored note by its name; empty if there is none. */
  public Optional<String> meta(String key) {
    return call(
        "read the ledger",
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
          }
        });
  }

  /** Stores a note under a name. */
  public void setMeta(String key, String value) {
    run(
        "write to the ledger",
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement("REPLACE INTO meta VALUES (?, ?)")) {
            statement.setString(1, key);
            statement.setString(2, value);
            statement.executeUpdate();
          }
        });
  }

  /**
   * Closes the connection without the note that the file is closed: something else has it open, or
   * is about to open it.
   */
  public void abandon() {
    run("close the ledger", connection::close);
  }

  /** Closes the file. Changes that were not committed are lost. */
  @Override
  public void close() {
    run(
        "close the ledger",
        () -> {
          try (connection) {
            connection.rollback();
            Database.noteClosed(connection);
          }
        });
  }

  interface Work<T> {
    T run() throws SQLException;
  }

  interface Task {
    void run() throws SQLException;
  }

  static <T> T call(String operation, Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw failure(operation, e);
    }
  }

  static void run(String operation, Task task) {
    try {
      task.run();
    } catch (SQLException e) {
      throw failure(operation, e);
    }
  }

  private static LedgerException failure(String operation, SQLException e) {
    boolean corrupt = false;
    boolean full = false;
    String what = String.valueOf(e.getMessage());
    if (e instanceof SQLiteException sqlite) {
      SQLiteErrorCode code = sqlite.getResultCode();
      corrupt =
          code == SQLiteErrorCode.SQLITE_CORRUPT
              || code == SQLiteErrorCode.SQLITE_NOTADB
              || code.name().startsWith("SQLITE_CORRUPT");
      full = code == SQLiteErrorCode.SQLITE_FULL;
      if (full) what = "the disk is full";
    }
    return new LedgerException(operation + ": " + what, e, corrupt, full);
  }
}
