package org.portsnare.ledger;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ledger.query.BanQuery;
import org.portsnare.ledger.query.Count;
import org.portsnare.ledger.query.Dimension;
import org.portsnare.ledger.query.Listed;
import org.portsnare.ledger.query.Slot;

/**
 * Reads the ledger on connections of its own, so any thread may, while another writes. It sees what
 * was committed last, and changes nothing.
 */
public final class LedgerReader {
  private static final String READ = "read the ledger";

  private static final Map<String, Dimension> DIMENSIONS =
      Arrays.stream(Dimension.values()).collect(toUnmodifiableMap(Dimension::label, d -> d));

  private final Path file;

  LedgerReader(Path file) {
    this.file = file;
  }

  /**
   * Passes the bans that match to {@code consumer}.
   *
   * @param wanted what else a ban must be; the limit counts only those
   */
  public void list(BanQuery query, Predicate<Listed> wanted, Consumer<Listed> consumer) {
    long[] left = {query.limit() == 0 ? Long.MAX_VALUE : query.limit()};
    queryWhile(
        ListSql.of(query, BanRow.READ + ", packet, rowid"),
        row -> {
          Ban ban = BanRow.readable(row);
          if (ban == null || !touches(query.touching(), ban.prefix())) return true;
          long id = row.getLong(BanRow.COUNT + 2);
          Listed listed = Listed.of(id, ban, row.getBytes(BanRow.COUNT + 1));
          if (!wanted.test(listed)) return true;
          consumer.accept(listed);
          return --left[0] > 0;
        });
  }

  /** As {@link #list}, but only the prefixes, and faster. */
  public void listPrefixes(BanQuery query, Consumer<String> consumer) {
    long[] left = {query.limit() == 0 ? Long.MAX_VALUE : query.limit()};
    queryWhile(
        ListSql.of(query, "prefix"),
        row -> {
          String text = row.getString(1);
          if (query.touching() != null) {
            Prefix prefix = BanRow.prefix(text);
            if (prefix == null || !touches(query.touching(), prefix)) return true;
          }
          consumer.accept(text);
          return --left[0] > 0;
        });
  }

  private static boolean touches(@Nullable Prefix wanted, Prefix prefix) {
    return wanted == null || wanted.overlaps(prefix);
  }

  /**
   * Active bans inside a network, without a ban of the network itself.
   *
   * @param count number of such bans
   * @param newest the newest of them
   */
  public record Inside(long count, List<Prefix> newest) {}

  /**
   * Finds all active bans inside {@code network}.
   *
   * @param limit maximum number of bans in {@link Inside#newest}
   */
  public Inside inside(Prefix network, int limit) {
    return Ledger.call(READ, () -> InsideQuery.run(file, network, limit));
  }

  /** A snapshot of all that is committed now. */
  public BanSnapshot snapshot() {
    return Ledger.call(
        "read the ledger " + file, () -> new BanSnapshot(Database.connect(file, true)));
  }

  /**
   * Passes the newest packets with words to {@code consumer}, headers included, newest first.
   *
   * @param from older ones are left out
   */
  public void said(Instant from, int limit, Consumer<byte[]> consumer) {
    query(
        "SELECT packet FROM (SELECT seen, packet FROM said ORDER BY rowid DESC LIMIT "
            + limit
            + ") WHERE seen >= "
            + from.toEpochMilli(),
        row -> {
          byte[] packet = row.getBytes(1);
          if (packet != null) consumer.accept(packet);
        });
  }

  /** The number of active IPv4 bans in each /16, by the first two bytes of its addresses. */
  public int[] map() {
    int[] counts = new int[1 << 16];
    query(
        "SELECT prefix FROM ban WHERE ipv6 = 0",
        row -> {
          int network = network(row.getBytes(1));
          if (network >= 0) counts[network]++;
        });
    return counts;
  }

  /** The first two bytes of an IPv4 address as text; negative for what is none. */
  private static int network(byte @Nullable [] text) {
    if (text == null) return -1;
    int value = 0;
    int number = 0;
    int dots = 0;
    for (byte c : text) {
      if (c == '.') {
        value = value << 8 | number;
        number = 0;
        if (++dots == 2) return value & 0xffff;
      } else if (c >= '0' && c <= '9') number = number * 10 + c - '0';
      else return -1;
    }
    return -1;
  }

  /**
   * Passes the counts of the hours from {@code from} to before {@code to}, in hours since 1970, to
   * {@code consumer}, oldest first. Whole days have one count for all their hours.
   *
   * @param days whether to count by day: then both ends are begins of days
   */
  public void history(long from, long to, boolean days, Consumer<Counted> consumer) {
    long unit = days ? History.HOURS_PER_DAY : 1;
    String sql =
        "SELECT at, what, name, number FROM %s WHERE at >= %d AND at < %d ORDER BY at"
            .formatted(days ? "day" : "hour", Math.floorDiv(from, unit), Math.floorDiv(to, unit));
    query(
        sql,
        row -> {
          Dimension dimension = DIMENSIONS.get(row.getString(2));
          // Another version may count more.
          if (dimension == null) return;
          Slot slot = new Slot(row.getLong(1) * unit, dimension, row.getString(3));
          consumer.accept(new Counted(slot, row.getLong(4)));
        });
  }

  /** A count of the history. */
  public record Counted(Slot slot, long number) {}

  /** The active bans of the prefixes that were banned most often, at least three times. */
  public List<Count> repeated(int limit) {
    List<Count> most = new ArrayList<>();
    query(
        "SELECT prefix, nth FROM ban WHERE "
            + ActiveBans.REPEATED
            + " ORDER BY nth DESC, id DESC LIMIT "
            + limit,
        row -> most.add(new Count(row.getString(1), row.getLong(2))));
    return most;
  }

  private void query(String sql, ActiveBans.RowConsumer consumer) {
    queryWhile(
        sql,
        row -> {
          consumer.accept(row);
          return true;
        });
  }

  private interface RowTaker {
    /** Whether to go on. */
    boolean take(ResultSet row) throws SQLException;
  }

  private void queryWhile(String sql, RowTaker taker) {
    Ledger.run(
        READ,
        () -> {
          try (Connection reader = Database.connect(file, true);
              Statement statement = reader.createStatement();
              ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next() && taker.take(rows)) {}
          }
        });
  }
}
