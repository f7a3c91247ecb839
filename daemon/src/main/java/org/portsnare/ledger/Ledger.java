package org.portsnare.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.sqlite.SQLiteConfig;
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
  private static final String ACTIVE = " FROM ban WHERE ended IS NULL AND prefix = ?";

  private final Path file;
  private final Connection connection;
  private final PreparedStatement findActive;
  private final PreparedStatement countBans;
  private final PreparedStatement insert;
  private final PreparedStatement addHits;
  private final PreparedStatement end;
  private final PreparedStatement expire;
  private final PreparedStatement setDropped;
  private final Allowed allowed;
  private final Said said;
  private final Observed observed;
  private final Offenders offenders;

  private Ledger(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    findActive = connection.prepareStatement("SELECT " + BanRow.COLUMNS + ACTIVE);
    countBans =
        connection.prepareStatement(
            "SELECT count(*) FROM ban WHERE prefix = ? AND ending IS NOT 'replaced'");
    insert =
        connection.prepareStatement(
            "INSERT INTO ban ("
                + BanRow.COLUMNS
                + ", packet, ipv6, length) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?)");
    addHits =
        connection.prepareStatement(
            "UPDATE ban SET hits = hits + ? WHERE ended IS NULL AND prefix = ?");
    end =
        connection.prepareStatement(
            "UPDATE ban SET ended = ?, ending = ? WHERE ended IS NULL AND prefix = ?");
    expire =
        connection.prepareStatement(
            "UPDATE ban SET ended = expires, ending = 'expired'"
                + " WHERE ended IS NULL AND expires IS NOT NULL AND expires <= ?");
    setDropped =
        connection.prepareStatement(
            "UPDATE ban SET dropped = ? WHERE ended IS NULL AND prefix = ? AND dropped < ?");
    allowed = new Allowed(connection);
    said = new Said(connection);
    observed = new Observed(connection);
    offenders = new Offenders(connection);
  }

  /** Who was exempted at run time. */
  public Allowed allowed() {
    return allowed;
  }

  /** What banned senders have said. */
  public Said said() {
    return said;
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
    try {
      Connection connection = connect(file, false);
      try {
        prepare(connection);
        return new Ledger(file, connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure("open the ledger " + file, e);
    }
  }

  private static Connection connect(Path file, boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // Every commit reaches the disk: a ban outlives a power cut. Commits are batched instead.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    config.setCacheSize(-4_000);
    config.setReadOnly(readOnly);
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  private static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = statement.executeQuery("PRAGMA user_version").getInt(1);
      if (version > Schema.VERSION) {
        throw new SQLException(
            "it was written by a newer Portsnare (version " + version + " of its tables)");
      }
      connection.setAutoCommit(false);
      if (version == 0) {
        for (String sql : Schema.CREATE) statement.execute(sql);
      }
      if (version < 2) {
        for (String sql : Schema.VERSION_2) statement.execute(sql);
        statement.execute("PRAGMA user_version = " + Schema.VERSION);
      }
      // Reads a page of each table, so that a damaged file is found now and not at the first ban.
      statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      statement.executeQuery("SELECT * FROM ban ORDER BY id DESC LIMIT 1").close();
      statement.executeQuery("SELECT * FROM allow LIMIT 1").close();
      connection.commit();
    }
  }

  /** Makes everything written since the last commit durable. */
  public void commit() {
    run("commit to the ledger", connection::commit);
  }

  /**
   * Forgets everything written since the last commit.
   *
   * @throws LedgerException also where SQLite has done so by itself, as after a full disk; this
   *     object is of no use any more then, and the file is to be opened again
   */
  public void rollback() {
    run("roll back the ledger", connection::rollback);
  }

  /** The active ban of exactly this prefix. */
  public Optional<Ban> active(Prefix prefix) {
    return call(
        "read the ledger",
        () -> {
          findActive.setString(1, prefix.toString());
          try (ResultSet row = findActive.executeQuery()) {
            return row.next() ? Optional.of(BanRow.read(row)) : Optional.empty();
          }
        });
  }

  /** How often exactly this prefix has been banned, an active ban included. */
  public int bansOf(Prefix prefix) {
    return call(
        "read the ledger",
        () -> {
          countBans.setString(1, prefix.toString());
          try (ResultSet row = countBans.executeQuery()) {
            return row.getInt(1);
          }
        });
  }

  /** Writes a new ban; there must be no active one of this prefix. */
  public void insert(Ban ban, byte @Nullable [] packet) {
    run(
        "write to the ledger",
        () -> {
          BanRow.bind(insert, ban);
          insert.setBytes(14, packet);
          insert.setInt(15, ban.prefix().ipv6() ? 1 : 0);
          insert.setInt(16, ban.prefix().length());
          insert.executeUpdate();
        });
  }

  /** Makes an active ban a confirmed one, with a new end. */
  public void confirm(Ban ban) {
    run(
        "write to the ledger",
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "UPDATE ban SET evidence = ?, expires = ? WHERE ended IS NULL AND prefix = ?")) {
            statement.setString(1, Evidence.CONFIRMED.label());
            BanRow.bind(statement, 2, ban.expires());
            statement.setString(3, ban.prefix().toString());
            statement.executeUpdate();
          }
        });
  }

  /** Counts further hits of a banned prefix. */
  public void addHits(Prefix prefix, long hits) {
    run(
        "write to the ledger",
        () -> {
          addHits.setLong(1, hits);
          addHits.setString(2, prefix.toString());
          addHits.executeUpdate();
        });
  }

  /** Ends the active ban of exactly this prefix; false if there is none. */
  public boolean end(Prefix prefix, Instant when, String why) {
    return call(
        "write to the ledger",
        () -> {
          end.setLong(1, when.toEpochMilli());
          end.setString(2, why);
          end.setString(3, prefix.toString());
          return end.executeUpdate() > 0;
        });
  }

  /** When the last past ban of exactly this prefix ended. */
  public Optional<Instant> lastEnd(Prefix prefix) {
    return call(
        "read the ledger",
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT max(ended) FROM ban WHERE prefix = ?")) {
            statement.setString(1, prefix.toString());
            try (ResultSet row = statement.executeQuery()) {
              return Optional.ofNullable(BanRow.instant(row, 1));
            }
          }
        });
  }

  /** Ends all bans whose time has come, and returns how many those were. */
  public int expire(Instant now) {
    return call(
        "write to the ledger",
        () -> {
          expire.setLong(1, now.toEpochMilli());
          return expire.executeUpdate();
        });
  }

  /** Up to {@code limit} active bans whose time has come. */
  public List<Ban> due(Instant now, int limit) {
    String sql =
        "SELECT "
            + BanRow.COLUMNS
            + " FROM ban WHERE ended IS NULL AND expires IS NOT NULL AND expires <= ? LIMIT ?";
    return call(
        "read the ledger",
        () -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, now.toEpochMilli());
            statement.setInt(2, limit);
            List<Ban> bans = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) bans.add(BanRow.read(rows));
            }
            return bans;
          }
        });
  }

  /** Takes over a count of dropped packets from the kernel, unless the ledger has a larger one. */
  public void setDropped(Prefix prefix, long dropped) {
    run(
        "write to the ledger",
        () -> {
          setDropped.setLong(1, dropped);
          setDropped.setString(2, prefix.toString());
          setDropped.setLong(3, dropped);
          setDropped.executeUpdate();
        });
  }

  /**
   * Gives every active ban that is the {@code nth} of its prefix a new lifetime, counted from its
   * start, unless its end was given by hand.
   *
   * @param atLeast also those that are a later one than the nth
   * @param evidence only bans on this evidence
   */
  public void setLifetime(int nth, boolean atLeast, Evidence evidence, Lifetime lifetime) {
    String which = atLeast ? "nth >= ?" : "nth = ?";
    String expires = lifetime.isForever() ? "NULL" : "since + " + lifetime.millis();
    String sql =
        "UPDATE ban SET expires = "
            + expires
            + " WHERE ended IS NULL AND fixed = 0 AND evidence = ? AND "
            + which;
    run(
        "write to the ledger",
        () -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, evidence.label());
            statement.setInt(2, nth);
            statement.executeUpdate();
          }
        });
  }

  /** Passes all active bans to {@code consumer}, oldest first, on a connection of its own. */
  public void forEachActive(Consumer<Ban> consumer) {
    list("ban WHERE ended IS NULL ORDER BY id", BanQuery.ALL, consumer);
  }

  /** Passes all active bans that match to {@code consumer}, newest first. */
  public void list(BanQuery query, Consumer<Ban> consumer) {
    String from = query.observed() ? "observed WHERE 1" : "ban WHERE ended IS NULL";
    list(
        from
            + (query.since() == null ? "" : " AND since >= " + query.since().toEpochMilli())
            + (query.port() == 0 ? "" : " AND port = " + query.port())
            + (query.evidence() == null ? "" : " AND evidence = '" + query.evidence().label() + "'")
            + (query.observed() ? " ORDER BY since DESC" : " ORDER BY id DESC")
            + (query.limit() == 0 ? "" : " LIMIT " + query.limit()),
        query,
        consumer);
  }

  private void list(String from, BanQuery query, Consumer<Ban> consumer) {
    String sql = "SELECT " + BanRow.COLUMNS + " FROM " + from;
    run(
        "list the ledger for " + query,
        () -> {
          try (Connection reader = connect(file, true);
              Statement statement = reader.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) consumer.accept(BanRow.read(rows));
          }
        });
  }

  /** Up to {@code limit} active bans with an id above {@code after}, in the order of their ids. */
  public Page page(long after, int limit) {
    String sql =
        "SELECT "
            + BanRow.COLUMNS
            + ", id FROM ban WHERE ended IS NULL AND id > ? ORDER BY id LIMIT ?";
    return call(
        "read the ledger",
        () -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, after);
            statement.setInt(2, limit);
            List<Ban> bans = new ArrayList<>(limit);
            long last = after;
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                bans.add(BanRow.read(rows));
                last = rows.getLong(14);
              }
            }
            return new Page(bans, last);
          }
        });
  }

  /**
   * A piece of the list of active bans.
   *
   * @param last where the next piece starts
   */
  public record Page(List<Ban> bans, long last) {}

  /**
   * All active bans of networks: neither single addresses nor as wide as one hit makes them. Few,
   * as only people make them.
   *
   * @param policy says how wide one hit makes them
   */
  public List<Ban> networks(BanPolicy policy) {
    return call(
        "read the ledger",
        () -> {
          List<Ban> bans = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT " + BanRow.COLUMNS + " FROM ban WHERE " + NETWORKS)) {
            bindNetworks(statement, policy);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) bans.add(BanRow.read(rows));
            }
          }
          return bans;
        });
  }

  /** How many active bans of networks there are; see {@link #networks}. */
  public long countNetworks(BanPolicy policy) {
    return call(
        "read the ledger",
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement("SELECT count(*) FROM ban WHERE " + NETWORKS)) {
            bindNetworks(statement, policy);
            try (ResultSet row = statement.executeQuery()) {
              return row.getLong(1);
            }
          }
        });
  }

  /** In ranges of the index on width, so that the many others are never looked at. */
  private static final String NETWORKS =
      "ended IS NULL AND ("
          + "(ipv6 = 0 AND length < ?) OR (ipv6 = 0 AND length > ? AND length < 32) OR "
          + "(ipv6 = 1 AND length < ?) OR (ipv6 = 1 AND length > ? AND length < 128))";

  private static void bindNetworks(PreparedStatement statement, BanPolicy policy)
      throws SQLException {
    statement.setInt(1, policy.ipv4Prefix());
    statement.setInt(2, policy.ipv4Prefix());
    statement.setInt(3, policy.ipv6Prefix());
    statement.setInt(4, policy.ipv6Prefix());
  }

  /** How many bans are active. */
  public long count() {
    return number("SELECT count(*) FROM ban WHERE ended IS NULL");
  }

  private long number(String sql) {
    return call(
        "read the ledger",
        () -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
          }
        });
  }

  /**
   * Every ban there is or was of a prefix that contains {@code address}, newest first, at most
   * {@code limit}.
   */
  public List<PastBan> history(Prefix address, int limit) {
    String sql =
        "SELECT "
            + BanRow.COLUMNS
            + ", packet, ended, ending, id FROM ban WHERE prefix IN ("
            + "?, ".repeat(address.length())
            + "?) ORDER BY id DESC LIMIT ?";
    return call(
        "read the ledger",
        () -> {
          try (Connection reader = connect(file, true);
              PreparedStatement statement = reader.prepareStatement(sql)) {
            for (int length = 0; length <= address.length(); length++) {
              statement.setString(length + 1, address.widened(length).toString());
            }
            statement.setInt(address.length() + 2, limit);
            List<PastBan> bans = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) bans.add(pastBan(rows, said.of(rows.getLong(17))));
            }
            return bans;
          }
        });
  }

  private static PastBan pastBan(ResultSet row, List<byte[]> said) throws SQLException {
    byte[] packet = row.getBytes(14);
    String ending = row.getString(16);
    return new PastBan(
        BanRow.read(row),
        packet == null ? new byte[0] : packet,
        said,
        BanRow.instant(row, 15),
        ending == null ? "" : ending);
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

  @Override
  public void close() {
    run("close the ledger", connection::close);
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
    String what = String.valueOf(e.getMessage());
    if (e instanceof SQLiteException sqlite) {
      SQLiteErrorCode code = sqlite.getResultCode();
      corrupt =
          code == SQLiteErrorCode.SQLITE_CORRUPT
              || code == SQLiteErrorCode.SQLITE_NOTADB
              || code.name().startsWith("SQLITE_CORRUPT");
      if (code == SQLiteErrorCode.SQLITE_FULL) what = "the disk is full";
    }
    return new LedgerException(operation + ": " + what, e, corrupt);
  }
}
