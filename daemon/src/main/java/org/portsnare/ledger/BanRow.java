package org.portsnare.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ledger.query.PastBan;

/** Converts between a row of the table {@code ban} and a {@link Ban}. */
final class BanRow {
  /** Columns as they are written. */
  static final String COLUMNS =
      "prefix, since, expires, fixed, trigger, evidence, protocol, port, hits, dropped, nth,"
          + " reason, interface";

  /** Columns as they are read: {@value #COUNT}. */
  static final String READ =
      "prefix, since, expires, " + BanCode.SQL + ", hits, dropped, nth, reason, interface";

  static final int COUNT = 9;

  private BanRow() {}

  static List<Ban> all(ResultSet rows) throws SQLException {
    List<Ban> bans = new ArrayList<>();
    forEach(rows, bans::add);
    return bans;
  }

  /** Passes the rows that can be read, and skips the others. */
  static void forEach(ResultSet rows, Consumer<Ban> consumer) throws SQLException {
    while (rows.next()) {
      Ban ban = readable(rows);
      if (ban != null) consumer.accept(ban);
    }
  }

  /**
   * As {@link #read}; null for a row that cannot be read. Only a damaged disk writes such a row.
   */
  static @Nullable Ban readable(ResultSet row) throws SQLException {
    try {
      return read(row);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
      return null;
    }
  }

  /** A row with packet, ended, ending and id after {@link #READ}; null if it cannot be read. */
  static @Nullable PastBan past(ResultSet row, Said said) throws SQLException {
    Ban ban = readable(row);
    if (ban == null) return null;
    byte[] packet = row.getBytes(COUNT + 1);
    String ending = row.getString(COUNT + 3);
    return new PastBan(
        ban,
        packet == null ? new byte[0] : packet,
        said.of(row.getLong(COUNT + 4)),
        instant(row, COUNT + 2),
        ending == null ? "" : ending);
  }

  /** The prefix; null for a text that is no prefix. */
  static @Nullable Prefix prefix(@Nullable String text) {
    if (text == null) return null;
    try {
      return Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static Ban read(ResultSet row) throws SQLException {
    int code = row.getInt(4);
    byte[] prefix = row.getBytes(1);
    if (prefix == null) throw new IllegalArgumentException("a row without a prefix");
    return new Ban(
        Prefix.parse(prefix, 0, prefix.length),
        Instant.ofEpochMilli(row.getLong(2)),
        instant(row, 3),
        BanCode.isFixed(code),
        BanCode.trigger(code),
        BanCode.evidence(code),
        new Ban.Touched(BanCode.protocol(code), BanCode.port(code), text(row, 9)),
        row.getLong(5),
        row.getLong(6),
        row.getInt(7),
        BanCode.hasReason(code) ? text(row, 8) : "");
  }

  /** A text, empty for NULL; read as bytes, which takes half as long as {@code getString}. */
  static String text(ResultSet row, int column) throws SQLException {
    byte[] text = row.getBytes(column);
    return text == null ? "" : new String(text, StandardCharsets.UTF_8);
  }

  static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  /** Binds the columns of {@link #COLUMNS}, from the first parameter. */
  static void bind(PreparedStatement statement, Ban ban) throws SQLException {
    statement.setString(1, ban.prefix().toString());
    statement.setLong(2, ban.since().toEpochMilli());
    bind(statement, 3, ban.expires());
    statement.setInt(4, ban.fixed() ? 1 : 0);
    statement.setString(5, ban.trigger().label());
    statement.setString(6, ban.evidence().label());
    statement.setString(7, ban.protocol());
    statement.setInt(8, ban.port());
    statement.setLong(9, ban.hits());
    statement.setLong(10, ban.dropped());
    statement.setInt(11, ban.nth());
    statement.setString(12, ban.reason());
    statement.setString(13, ban.interfaceName());
  }

  static void bind(PreparedStatement statement, int parameter, @Nullable Instant instant)
      throws SQLException {
    if (instant == null) statement.setNull(parameter, Types.INTEGER);
    else statement.setLong(parameter, instant.toEpochMilli());
  }
}
