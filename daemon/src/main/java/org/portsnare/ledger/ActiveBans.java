package org.portsnare.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ledger.query.PastBan;
import org.portsnare.ledger.query.Tally;

/** The table {@code ban}: the active bans, found by their prefix through {@link PrefixIndex}. */
final class ActiveBans {
  /**
   * Condition of an index: bans of networks, and bans of one hit that are wider than an address.
   */
  static final String NETWORKS = "length < 128 AND (ipv6 = 1 OR length < 32)";

  /** Condition of an index: bans of prefixes that were banned before more than once. */
  static final String REPEATED = "nth > 2";

  /** Rows in ranges of the index, so that bans as wide as one hit makes them are never read. */
  private static final String OF_FAMILY = " FROM ban WHERE " + NETWORKS + " AND ipv6 = ? AND ";

  private static final String NEXT_END =
      "SELECT coalesce(min(expires), " + Long.MAX_VALUE + ") FROM ban WHERE expires IS NOT NULL";

  private static final String COUNT = "SELECT count(*) FROM ban";

  private static final String NOTED =
      "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'bans'), 0)";

  private final Connection connection;
  private final InsertBuffer buffer;
  private final PreparedStatement find;
  private final PreparedStatement prefixOf;
  private final PreparedStatement addHits;
  private final PreparedStatement confirm;
  private final PreparedStatement prolong;
  private final PreparedStatement delete;
  private final PreparedStatement setDropped;
  private final PreparedStatement due;
  private final TermReader terms;
  private final Tally tally = new Tally();
  private @Nullable PrefixIndex index;
  private long nextId;

  /** Approximate number of bans, as the file has it; 0 if it is not known. */
  private long noted;

  /** Whether the number in the file may be wrong. */
  private boolean noteDue;

  /** Time before which no ban ends, in milliseconds since 1970; 0 if it is not known. */
  private long nextEnd;

  ActiveBans(Connection connection) throws SQLException {
    this.connection = connection;
    buffer = new InsertBuffer(connection);
    find = connection.prepareStatement("SELECT " + BanRow.READ + " FROM ban WHERE id = ?");
    prefixOf = connection.prepareStatement("SELECT prefix FROM ban WHERE id = ?");
    addHits = connection.prepareStatement("UPDATE ban SET hits = hits + ? WHERE id = ?");
    confirm = connection.prepareStatement("UPDATE ban SET evidence = ?, expires = ? WHERE id = ?");
    prolong = connection.prepareStatement("UPDATE ban SET expires = ?, fixed = ? WHERE id = ?");
    delete = connection.prepareStatement("DELETE FROM ban WHERE id = ?");
    setDropped =
        connection.prepareStatement("UPDATE ban SET dropped = ? WHERE id = ? AND dropped < ?");
    due =
        connection.prepareStatement(
            "SELECT "
                + BanRow.READ
                + " FROM ban WHERE expires IS NOT NULL AND expires <= ? LIMIT ?");
    terms = new TermReader(connection);
    noted = number(connection, NOTED);
    nextId =
        1
            + Math.max(
                number(
                    connection,
                    "SELECT coalesce(max(id), 0) FROM ban WHERE id <= " + PrefixIndex.MAX_ID),
                number(
                    connection,
                    "SELECT coalesce(max(id), 0) FROM past WHERE id <= " + PrefixIndex.MAX_ID));
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  /** Reads the prefixes of all rows, once. */
  private PrefixIndex index() throws SQLException {
    PrefixIndex known = index;
    if (known != null) return known;
    PrefixIndex.Filling filling = filling();
    terms.readAll((id, prefix, _, _) -> filling.add(prefix, id));
    PrefixIndex fresh = filling.finish();
    index = fresh;
    return fresh;
  }

  private PrefixIndex.Filling filling() throws SQLException {
    return new PrefixIndex.Filling(
        noted > 0 ? Math.min(most(noted), nextId) : number(connection, COUNT));
  }

  /** The most bans that there may be if {@code noted} is the number in the file. */
  private static long most(long noted) {
    return noted + noted / 8 + 1_000;
  }

  /** Writes the number of bans: counting a million takes 20 to 90 ms, and a restore would wait. */
  private void noteSize() throws SQLException {
    if (index == null) return;
    boolean near = index.size() <= most(noted) && index.size() >= noted / 2;
    if (near && !noteDue) return;
    noted = index.size();
    noteDue = false;
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("REPLACE INTO meta VALUES ('bans', '" + noted + "')");
    }
  }

  long lastId() {
    return nextId - 1;
  }

  /** Drops the index after {@code rows} rows were deleted; it is built again when it is needed. */
  void forgetIndex(int rows) {
    index = null;
    nextEnd = 0;
    noted = Math.max(0, noted - rows);
    noteDue = true;
  }

  /** Passes all bans of a family to {@code consumer}, oldest first. */
  void forEach(boolean ipv6, Consumer<Ban> consumer) throws SQLException {
    flush();
    String sql = "SELECT " + BanRow.READ + " FROM ban WHERE ipv6 = " + (ipv6 ? 1 : 0);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql + " ORDER BY id")) {
      BanRow.forEach(rows, consumer);
    }
  }

  /** Ids of rows that could not be read. */
  Set<Long> unreadable() {
    return terms.unreadable();
  }

  /**
   * Moves the rows that cannot be read to {@code past}, where no search for a prefix finds them.
   */
  void setUnreadableAside(PastBans past, Instant now) throws SQLException {
    flush();
    for (long id : terms.unreadable()) {
      past.add(id, now, "unreadable");
      delete.setLong(1, id);
      delete.executeUpdate();
    }
    terms.unreadable().clear();
  }

  /** Passes all bans to {@code sink}, oldest first; the first call also fills the index. */
  void enforce(BanSink sink) throws SQLException {
    flush();
    PrefixIndex.Filling filling = index == null ? filling() : null;
    terms.readAll(
        (id, prefix, expires, dropped) -> {
          if (filling != null) filling.add(prefix, id);
          sink.accept(prefix, expires, dropped);
        });
    if (filling != null) index = filling.finish();
  }

  /** The id of the row of exactly this prefix; 0 if there is none. */
  long idOf(Prefix prefix) throws SQLException {
    PrefixIndex known = index();
    for (int slot = known.first(prefix); slot >= 0; slot = known.next(slot)) {
      long id = known.id(slot);
      if (prefix.equals(prefixOf(id))) return id;
    }
    return 0;
  }

  private @Nullable Prefix prefixOf(long id) throws SQLException {
    Prefix waiting = buffer.waiting(id);
    if (waiting != null) return waiting;
    prefixOf.setLong(1, id);
    try (ResultSet row = prefixOf.executeQuery()) {
      return row.next() ? BanRow.prefix(row.getString(1)) : null;
    }
  }

  @Nullable Ban find(Prefix prefix) throws SQLException {
    long id = idOf(prefix);
    if (id == 0) return null;
    flush();
    find.setLong(1, id);
    try (ResultSet row = find.executeQuery()) {
      return row.next() ? BanRow.readable(row) : null;
    }
  }

  void insert(Ban ban, byte @Nullable [] packet) throws SQLException {
    if (idOf(ban.prefix()) != 0) throw new SQLException(ban.prefix() + " is banned already");
    long id = nextId++;
    index().add(ban.prefix(), id);
    buffer.add(id, ban, packet);
    mayEnd(ban.expires());
    tally.add(ban.trigger(), ban.evidence());
  }

  void addHits(Prefix prefix, long hits) throws SQLException {
    long id = idOf(prefix);
    if (id == 0) return;
    flush();
    addHits.setLong(1, hits);
    addHits.setLong(2, id);
    addHits.executeUpdate();
  }

  void confirm(Ban ban) throws SQLException {
    long id = idOf(ban.prefix());
    if (id == 0) return;
    flush();
    confirm.setString(1, Evidence.CONFIRMED.label());
    BanRow.bind(confirm, 2, ban.expires());
    confirm.setLong(3, id);
    confirm.executeUpdate();
    mayEnd(ban.expires());
    tally.confirm();
  }

  /** Gives an active ban the end, the trigger and the reason of a browser's ban. */
  void ofBrowser(Ban ban) throws SQLException {
    long id = idOf(ban.prefix());
    if (id == 0) return;
    flush();
    String sql = "UPDATE ban SET expires = ?, fixed = 1, trigger = ?, reason = ? WHERE id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      BanRow.bind(statement, 1, ban.expires());
      statement.setString(2, ban.trigger().label());
      statement.setString(3, ban.reason());
      statement.setLong(4, id);
      statement.executeUpdate();
    }
    mayEnd(ban.expires());
  }

  void prolong(Ban ban) throws SQLException {
    long id = idOf(ban.prefix());
    if (id == 0) return;
    flush();
    BanRow.bind(prolong, 1, ban.expires());
    prolong.setInt(2, ban.fixed() ? 1 : 0);
    prolong.setLong(3, id);
    prolong.executeUpdate();
    mayEnd(ban.expires());
  }

  void setDropped(Prefix prefix, long dropped) throws SQLException {
    long id = idOf(prefix);
    if (id == 0) return;
    flush();
    setDropped.setLong(1, dropped);
    setDropped.setLong(2, id);
    setDropped.setLong(3, dropped);
    setDropped.executeUpdate();
  }

  /** The bans of prefixes that contain {@code address}, newest first. */
  List<PastBan> around(Prefix address, Said said) throws SQLException {
    flush();
    List<Long> ids = new ArrayList<>();
    for (int length = 0; length <= address.length(); length++) {
      long id = idOf(address.widened(length));
      if (id != 0) ids.add(id);
    }
    ids.sort(Comparator.reverseOrder());
    String sql = "SELECT " + BanRow.READ + ", packet, NULL, NULL, id FROM ban WHERE id = ?";
    List<PastBan> bans = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (long id : ids) {
        statement.setLong(1, id);
        try (ResultSet row = statement.executeQuery()) {
          PastBan ban = row.next() ? BanRow.past(row, said) : null;
          if (ban != null) bans.add(ban);
        }
      }
    }
    return bans;
  }

  /** Deletes a row, of which {@link PastBans} has a copy. */
  void delete(Prefix prefix, long id) throws SQLException {
    delete.setLong(1, id);
    delete.executeUpdate();
    index().remove(prefix, id);
  }

  List<Ban> due(Instant now, int limit) throws SQLException {
    if (now.toEpochMilli() < nextEnd) return List.of();
    flush();
    due.setLong(1, now.toEpochMilli());
    due.setInt(2, limit);
    try (ResultSet rows = due.executeQuery()) {
      List<Ban> ended = BanRow.all(rows);
      if (ended.isEmpty()) nextEnd = number(connection, NEXT_END);
      return ended;
    }
  }

  private void mayEnd(@Nullable Instant end) {
    if (end != null) nextEnd = Math.min(nextEnd, end.toEpochMilli());
  }

  void setLifetime(int nth, boolean atLeast, Evidence evidence, boolean closed, Lifetime lifetime)
      throws SQLException {
    flush();
    nextEnd = 0;
    String which = atLeast ? "nth >= ?" : "nth = ?";
    String expires = lifetime.isForever() ? "NULL" : "since + " + lifetime.millis();
    String sql =
        "UPDATE ban SET expires = "
            + expires
            + " WHERE fixed = 0 AND evidence = ? AND (trigger = 'closed') = ? AND "
            + which
            + " AND expires IS NOT "
            + expires;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, evidence.label());
      statement.setInt(2, closed ? 1 : 0);
      statement.setInt(3, nth);
      statement.executeUpdate();
    }
  }

  Ledger.Page page(long after, int limit) throws SQLException {
    flush();
    return terms.page(after, limit);
  }

  /** The newest confirmed bans. */
  List<Term> confirmed(int limit) throws SQLException {
    flush();
    String sql =
        "SELECT prefix, since, expires FROM ban WHERE evidence = ? AND trigger <> 'browser'"
            + " ORDER BY id DESC LIMIT ?";
    List<Term> confirmed = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, Evidence.CONFIRMED.label());
      statement.setInt(2, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long expires = row.getLong(3);
          long end = row.wasNull() ? BanSink.NEVER : expires;
          Prefix prefix = BanRow.prefix(row.getString(1));
          if (prefix != null) confirmed.add(new Term(prefix, row.getLong(2), end, 0));
        }
      }
    }
    return confirmed;
  }

  List<Ban> networks(BanPolicy policy) throws SQLException {
    List<Ban> networks = new ArrayList<>();
    eachRange(
        BanRow.READ,
        policy,
        row -> {
          Ban ban = BanRow.readable(row);
          if (ban != null) networks.add(ban);
        });
    return networks;
  }

  long countNetworks(BanPolicy policy) throws SQLException {
    long[] count = {0};
    eachRange("count(*)", policy, row -> count[0] += row.getLong(1));
    return count[0];
  }

  interface RowConsumer {
    void accept(ResultSet row) throws SQLException;
  }

  private void eachRange(String what, BanPolicy policy, RowConsumer consumer) throws SQLException {
    flush();
    for (boolean ipv6 : new boolean[] {false, true}) {
      for (String range : new String[] {"length < ?", "length > ?"}) {
        String sql = "SELECT " + what + OF_FAMILY + range;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.setInt(1, ipv6 ? 1 : 0);
          statement.setInt(2, policy.prefixLength(ipv6));
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) consumer.accept(rows);
          }
        }
      }
    }
  }

  long count() throws SQLException {
    return index().size();
  }

  long countSince(Instant time, int limit) throws SQLException {
    flush();
    return number(
        connection,
        "SELECT count(*) FROM (SELECT since FROM ban ORDER BY id DESC LIMIT %d) WHERE since > %d"
            .formatted(limit, time.toEpochMilli()));
  }

  long countIpv6() throws SQLException {
    return index().ipv6();
  }

  Tally tally() {
    return tally;
  }

  /** Writes the rows that wait. */
  void flush() throws SQLException {
    buffer.flush();
  }

  void commit() throws SQLException {
    flush();
    noteSize();
    connection.commit();
    if (index != null) index.commit();
    tally.commit();
  }

  void rollback() throws SQLException {
    buffer.clear();
    nextEnd = 0;
    noteDue = true;
    if (index != null) index.rollback();
    tally.rollback();
    connection.rollback();
  }
}
