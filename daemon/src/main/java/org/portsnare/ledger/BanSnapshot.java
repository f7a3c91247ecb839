package org.portsnare.ledger;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Origin;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;

/**
 * The active bans as they were at one moment: a read transaction, which does not block the writer.
 * One thread uses it.
 */
public final class BanSnapshot implements AutoCloseable {
  private static final String READ = "read the ledger";

  /** Cache of 1 MB: all rows are read once, in order, so a larger one would not help. */
  private static final String SMALL_CACHE = "PRAGMA cache_size = -1000";

  private final Connection connection;
  private final PreparedStatement past;

  BanSnapshot(Connection connection) throws SQLException {
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute(SMALL_CACHE);
      connection.setAutoCommit(false);
      past = connection.prepareStatement("SELECT since, port FROM past WHERE prefix = ?");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Which bans to read.
   *
   * @param confirmedOnly leaves out bans on evidence that may be forged
   * @param origins where the bans come from
   * @param until only bans that began at this time or earlier
   */
  public record Selection(boolean confirmedOnly, Set<Origin> origins, Instant until) {
    private String where() {
      String triggers =
          origins.stream()
              .flatMap(origin -> origin.triggers().stream())
              // The sender of a browser's ban did not scan.
              .filter(trigger -> trigger != Trigger.BROWSER)
              .map(trigger -> "'" + trigger.label() + "'")
              .sorted()
              .collect(joining(", "));
      return " FROM ban WHERE since <= "
          + until.toEpochMilli()
          + " AND trigger IN ("
          + triggers
          + ")"
          + (confirmedOnly ? " AND evidence = 'confirmed'" : "");
    }
  }

  /** How many bans of each family there are. */
  public record Count(int ipv4, int ipv6) {}

  /**
   * A ban, with what is known of earlier bans of the same prefix. Times are milliseconds since
   * 1970.
   *
   * @param prefix as {@link org.portsnare.ban.Prefix#toString} writes it
   * @param firstSeen when its first ban began
   * @param lastSeen when this ban began, or when the last packet of the sender was recorded,
   *     whichever is later
   * @param ports the traps that led to bans of it, in order
   */
  public record Sighting(
      String prefix,
      long firstSeen,
      long lastSeen,
      List<Integer> ports,
      String protocol,
      Trigger trigger,
      Evidence evidence,
      long hits,
      long dropped) {}

  /** Receives the bans that are read. */
  public interface Sink {
    void accept(Sighting sighting);
  }

  /** Counts the bans of a selection. */
  public Count count(Selection selection) {
    String sql = "SELECT count(*), coalesce(sum(ipv6), 0)" + selection.where();
    return Ledger.call(
        READ,
        () -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery(sql)) {
            int ipv6 = row.getInt(2);
            return new Count(row.getInt(1) - ipv6, ipv6);
          }
        });
  }

  /** Passes the bans of a selection to {@code sink}, newest first. */
  public void forEach(Selection selection, Sink sink) {
    Ledger.run(READ, () -> read(selection, sink));
  }

  private void read(Selection selection, Sink sink) throws SQLException {
    boolean words = ActiveBans.number(connection, "SELECT EXISTS (SELECT 1 FROM said)") != 0;
    String lastSaid = words ? "(SELECT max(seen) FROM said WHERE said.ban = ban.id)" : "0";
    String sql =
        "SELECT prefix, since, "
            + BanCode.SQL
            + ", hits, dropped, "
            + lastSaid
            + selection.where()
            + " ORDER BY id DESC";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        Sighting sighting = readable(rows);
        if (sighting != null) sink.accept(sighting);
      }
    }
  }

  /** Null for a row that cannot be read. */
  private @Nullable Sighting readable(ResultSet row) throws SQLException {
    try {
      Sighting sighting = read(row);
      Prefix.parse(sighting.prefix());
      return sighting;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private Sighting read(ResultSet row) throws SQLException {
    String prefix = BanRow.text(row, 1);
    long since = row.getLong(2);
    int code = row.getInt(3);
    int port = BanCode.port(code);
    long first = since;
    List<Integer> ports = port == 0 ? List.of() : List.of(port);
    if (BanCode.isRepeated(code)) {
      SortedSet<Integer> all = new TreeSet<>(ports);
      first = Math.min(since, readPast(prefix, all));
      ports = List.copyOf(all);
    }
    return new Sighting(
        prefix,
        first,
        Math.max(since, row.getLong(6)),
        ports,
        BanCode.protocol(code),
        BanCode.trigger(code),
        BanCode.evidence(code),
        row.getLong(4),
        row.getLong(5));
  }

  /** Adds the ports of the earlier bans, and returns when the first of them began. */
  private long readPast(String prefix, SortedSet<Integer> ports) throws SQLException {
    long first = Long.MAX_VALUE;
    past.setString(1, prefix);
    try (ResultSet rows = past.executeQuery()) {
      while (rows.next()) {
        first = Math.min(first, rows.getLong(1));
        int port = rows.getInt(2);
        if (port != 0) ports.add(port);
      }
    }
    return first;
  }

  @Override
  public void close() {
    Ledger.run("close the ledger", connection::close);
  }
}
