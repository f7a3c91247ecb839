package org.portsnare.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The ledger's file, open.
 *
 * <p>One thread writes, and calls {@link #commit} when what it wrote belongs together; the listing
 * methods that open a connection of their own may be called by any thread and see what was
 * committed last. A commit is on the disk when it returns.
 */
public final class Ledger implements AutoCloseable {
  private static final String READ = "read the ledger";
  private static final String WRITE = "write to the ledger";

  private final Path file;
  private final Connection connection;
  private final ActiveBans bans;
  private final PastBans past;
  private final Allowed allowed;
  private final Said said;
  private final Observed observed;
  private final Offenders offenders;
  private final boolean lostLog;

  private Ledger(Path file, Connection connection, boolean lostLog) throws SQLException {
    this.file = file;
    this.lostLog = lostLog;
    this.connection = connection;
    bans = new ActiveBans(connection);
    past = new PastBans(connection);
    allowed = new Allowed(connection);
    said = new Said(connection);
    observed = new Observed(connection);
    offenders = new Offenders(connection);
  }

  /** The file. */
  public Path path() {
    return file;
  }

  /** Who was exempted at run time. */
  public Allowed allowed() {
    return allowed;
  }

  /** Who is recorded and not banned. */
  public Observed observed() {
    return observed;
  }

  /** Who makes a ban grow. */
  public Offenders offenders() {
    return offenders;
  }

  /**
   * Opens the file, and makes it if there is none.
   *
   * @throws LedgerException if it cannot be used
   */
  public static Ledger open(Path file) {
    return open(file, Database.PATIENCE);
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param patience how long another program may keep it locked
   */
  public static Ledger open(Path file, Duration patience) {
    Database.requireRegular(file);
    boolean hasLog = Database.hasLog(file);
    try {
      Connection connection = Database.connect(file, false, patience);
      try {
        boolean wasOpen = Database.prepare(connection);
        Database.atOnce(connection, "PRAGMA busy_timeout = " + Database.PATIENCE.toMillis());
        // That it is open must be known without the log, too.
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
   * Whether the write-ahead log of a run that did not end in order is gone: what was written last
   * is not there any more.
   */
  public boolean lostLog() {
    return lostLog;
  }

  /**
   * Brings what can still be read of a damaged file into a new one, which is made.
   *
   * @return how many active bans that were
   */
  public static long salvage(Path damaged, Path fresh) {
    try (Connection connection = Database.connect(fresh, false, Database.PATIENCE)) {
      Database.prepare(connection);
      connection.setAutoCommit(true);
      long saved = Salvage.bring(damaged, connection);
      Database.noteClosed(connection);
      return saved;
    } catch (SQLException e) {
      throw failure("bring the damaged ledger " + damaged + " over", e);
    }
  }

  /**
   * Writes a whole copy to a file that is not there yet. What was not committed is committed
   * before.
   */
  public void copyTo(Path target) {
    commit();
    run(
        "copy the ledger to " + target,
        () -> {
          // Page by page: the file may have no name any more, so nobody else can open it.
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
   * Writes a whole copy of a ledger that another process may have open.
   *
   * @param target is not there yet, or empty
   * @return how many active bans it has
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

  /** How many rows made no sense when they were read; they are left out. */
  public int unreadable() {
    return bans.unreadable().size() + allowed.unreadable();
  }

  /** Moves bans that make no sense out of the way, to the past ones. */
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
   * @throws LedgerException also where SQLite has done so by itself, as after a full disk; this
   *     object is of no use any more then, and the file is to be opened again
   */
  public void rollback() {
    run("roll back the ledger", bans::rollback);
  }

  /** The active ban of exactly this prefix. */
  public Optional<Ban> active(Prefix prefix) {
    return call(READ, () -> Optional.ofNullable(bans.find(prefix)));
  }

  /** How often exactly this prefix has been banned, an active ban included. */
  public int bansOf(Prefix prefix) {
    return call(READ, () -> past.countOf(prefix) + (bans.idOf(prefix) == 0 ? 0 : 1));
  }

  /** Whether any ban has ended. */
  public boolean hasPast() {
    return past.exists();
  }

  /**
   * How often exactly each of these prefixes has been banned and is so no more; those that never
   * were are not in the answer.
   */
  public Map<Prefix, Integer> pastBansOf(Collection<Prefix> prefixes) {
    return call(READ, () -> past.countsOf(prefixes));
  }

  /**
   * Writes a new ban; there must be no active one of this prefix. It reaches the file with others,
   * at the latest when they are committed.
   */
  public void insert(Ban ban, byte @Nullable [] packet) {
    run(WRITE, () -> bans.insert(ban, packet));
  }

  /** Makes an active ban a confirmed one, with a new end. */
  public void confirm(Ban ban) {
    run(WRITE, () -> bans.confirm(ban));
  }

  /**
   * Gives an active ban the end, the trigger and the reason of a browser's. The readers of one page
   * are no reason to ban the network that they share, so it is no offender any more.
   */
  public void ofBrowser(Ban ban) {
    run(
        WRITE,
        () -> {
          bans.ofBrowser(ban);
          offenders.end(ban.prefix());
        });
  }

  /** When the last past ban of exactly this prefix began that was of a browser. */
  public Optional<Instant> lastBrowser(Prefix prefix) {
    return call(READ, () -> Optional.ofNullable(past.lastBrowser(prefix)));
  }

  /** Gives an active ban another end. */
  public void prolong(Ban ban) {
    run(WRITE, () -> bans.prolong(ban));
  }

  /** Counts further hits of a banned prefix. */
  public void addHits(Prefix prefix, long hits) {
    run(WRITE, () -> bans.addHits(prefix, hits));
  }

  /**
   * Keeps a packet with the active ban of this prefix, unless that has one with the same words, or
   * {@code limit} already.
   *
   * @param from where in the packet its words begin, behind the headers
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

  /** Ends all bans whose time has come, and returns how many those were. */
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
   * Puts times right that were written while the clock was wrong, and makes bans active again that
   * have ended before their time.
   *
   * @param from since when, by the clock as it was
   * @param lastId of the last ban that was there then; see {@link #lastId}
   * @param later how much later it was than it seemed
   * @return how many are active again
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

  /** As {@link #putRight}, where nothing was written since the clock was known to be right. */
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

  /** Takes over a count of dropped packets from the kernel, unless the ledger has a larger one. */
  public void setDropped(Prefix prefix, long dropped) {
    run(WRITE, () -> bans.setDropped(prefix, dropped));
  }

  /**
   * Gives every active ban that is the {@code nth} of its prefix a new lifetime, counted from its
   * start, unless its end was given by hand.
   *
   * @param atLeast also those that are a later one than the nth
   * @param evidence only bans on this evidence
   * @param closed only those for closed ports, or only the others
   */
  public void setLifetime(
      int nth, boolean atLeast, Evidence evidence, boolean closed, Lifetime lifetime) {
    run(WRITE, () -> bans.setLifetime(nth, atLeast, evidence, closed, lifetime));
  }

  /** Passes what the kernel has to know of every active ban, oldest first. */
  public void enforce(BanSink sink) {
    run(READ, () -> bans.enforce(sink));
  }

  /** Passes all active bans of a family to {@code consumer}, oldest first. */
  public void forEachActive(boolean ipv6, Consumer<Ban> consumer) {
    run(READ, () -> bans.forEach(ipv6, consumer));
  }

  /**
   * Passes all active bans that match to {@code consumer}, newest first, on a connection of its
   * own.
   */
  public void list(BanQuery query, Consumer<Ban> consumer) {
    list(
        BanRow.READ,
        query,
        row -> {
          Ban ban = BanRow.readable(row);
          if (ban != null) consumer.accept(ban);
        });
  }

  /** As {@link #list}, with the prefixes alone. */
  public void listPrefixes(BanQuery query, Consumer<String> consumer) {
    list("prefix", query, row -> consumer.accept(row.getString(1)));
  }

  private void list(String columns, BanQuery query, ActiveBans.RowConsumer consumer) {
    String from = query.observed() ? "observed WHERE 1" : "ban WHERE 1";
    String sql =
        "SELECT "
            + columns
            + " FROM "
            + from
            + (query.since() == null ? "" : " AND since >= " + query.since().toEpochMilli())
            + (query.port() == 0 ? "" : " AND port = " + query.port())
            + (query.evidence() == null ? "" : " AND evidence = '" + query.evidence().label() + "'")
            + (query.observed() ? " ORDER BY since DESC" : " ORDER BY id DESC")
            + (query.limit() == 0 ? "" : " LIMIT " + query.limit());
    run(
        "list the ledger for " + query,
        () -> {
          try (Connection reader = Database.connect(file, true);
              Statement statement = reader.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) consumer.accept(rows);
          }
        });
  }

  /**
   * Active bans inside a network, itself not among them.
   *
   * @param count how many there are
   * @param newest the newest of them
   */
  public record Inside(long count, List<Prefix> newest) {}

  /**
   * Looks through all active bans for those inside {@code network}, on a connection of its own.
   *
   * @param limit how many of them are named
   */
  public Inside inside(Prefix network, int limit) {
    return call(READ, () -> InsideQuery.run(file, network, limit));
  }

  /** The active bans inside a network that are of no single address, itself not among them. */
  public List<Prefix> networksInside(Prefix network) {
    return call(
        READ,
        () -> {
          bans.flush();
          return InsideQuery.networks(connection, network);
        });
  }

  /** All that is committed now, to be read as it is now, on a connection of its own. */
  public BanSnapshot snapshot() {
    return call("read the ledger " + file, () -> new BanSnapshot(Database.connect(file, true)));
  }

  /** Up to {@code limit} active bans with an id above {@code after}, in the order of their ids. */
  public Page page(long after, int limit) {
    return call(READ, () -> bans.page(after, limit));
  }

  /**
   * A piece of the list of active bans.
   *
   * @param last where the next piece starts
   * @param isLast whether there is no next piece
   */
  public record Page(List<Term> bans, long last, boolean isLast) {}

  /**
   * All active bans of networks: neither single addresses nor as wide as one hit makes them. Few,
   * as only people make them.
   *
   * @param policy says how wide one hit makes them
   */
  public List<Ban> networks(BanPolicy policy) {
    return call(READ, () -> bans.networks(policy));
  }

  /** The newest active bans whose sender is known to be real, at most {@code limit}. */
  public List<Term> confirmed(int limit) {
    return call(READ, () -> bans.confirmed(limit));
  }

  /** How many active bans of networks there are; see {@link #networks}. */
  public long countNetworks(BanPolicy policy) {
    return call(READ, () -> bans.countNetworks(policy));
  }

  /** How many bans are active. */
  public long count() {
    return call(READ, bans::count);
  }

  /** How many of the newest {@code limit} active bans began after {@code time}. */
  public long countSince(Instant time, int limit) {
    return call(READ, () -> bans.countSince(time, limit));
  }

  /** How many of them are of IPv6. */
  public long countIpv6() {
    return call(READ, bans::countIpv6);
  }

  /** What was done to the ledger since it was opened, or since the one before was. */
  public Tally tally() {
    return bans.tally();
  }

  /** Goes on with the counts of the one before, which is given up. */
  public void inherit(Ledger before) {
    tally().inherit(before.tally());
  }

  /**
   * How many of the newest active bans are how new.
   *
   * @param lastHour bans of the last hour
   * @param lastDay bans of the last 24 hours
   * @param complete whether it is so; if not there are more than were looked at
   */
  public record Recent(long lastHour, long lastDay, boolean complete) {}

  /**
   * Counts the newest active bans, on a connection of its own.
   *
   * @param limit how many are looked at
   */
  public Recent recent(Instant now, int limit) {
    long hour = now.minus(Duration.ofHours(1)).toEpochMilli();
    long day = now.minus(Duration.ofDays(1)).toEpochMilli();
    String sql =
        "SELECT coalesce(sum(since > "
            + hour
            + "), 0), coalesce(sum(since > "
            + day
            + "), 0) FROM (SELECT since FROM ban ORDER BY id DESC LIMIT "
            + limit
            + ")";
    return call(
        READ,
        () -> {
          try (Connection reader = Database.connect(file, true);
              Statement statement = reader.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            return new Recent(row.getLong(1), row.getLong(2), row.getLong(2) < limit);
          }
        });
  }

  /**
   * How many distinct senders the traps have caught since {@code time}, by a ban that is in force
   * or has ended.
   *
   * @param limit how many of the newest bans, active and past ones each, are looked at
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
            + " AND trigger IN ('syn', 'handshake', 'stealth', 'closed', 'browser')";
    return call(
        READ,
        () -> {
          bans.flush();
          return ActiveBans.number(connection, sql);
        });
  }

  /**
   * Every ban there is or was of a prefix that contains {@code address}, newest first, at most
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

  /** A note under a name; empty if there is none. */
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

  /** Keeps a note under a name. */
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

  /** Lets go of the file, which somebody else has open or is about to open: it is not closed. */
  public void abandon() {
    run("close the ledger", connection::close);
  }

  /** What was not committed is forgotten. */
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
