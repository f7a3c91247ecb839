package org.portsnare.ledger;

import java.util.List;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Trigger;

/**
 * The small columns of a ban's row, packed into one number: each column of each row costs a call
 * into SQLite, and a text costs twice as much.
 *
 * <pre>
 *   bit  0 to 15   port
 *   bit 16         a ban of the same prefix came before
 *   bit 17         confirmed
 *   bit 18         its end was given by hand
 *   bit 19         has a reason
 *   bit 20 to 21   protocol
 *   bit 22 on      trigger
 * </pre>
 */
final class BanCode {
  private static final List<String> PROTOCOLS = List.of("", "tcp", "udp");
  private static final List<Trigger> TRIGGERS = List.of(Trigger.values());

  /** The SQL expression that computes the number. */
  // SQLite's | and << have the same precedence, so each has its parentheses.
  static final String SQL =
      "port | ((nth > 1) << 16) | ((evidence = 'confirmed') << 17) | (fixed << 18)"
          + " | ((reason <> '') << 19) | ("
          + position("protocol", PROTOCOLS)
          + " << 20) | ("
          + position("trigger", TRIGGERS.stream().map(Trigger::label).toList())
          + " << 22)";

  private BanCode() {}

  /** An SQL expression for the position of a column's text in {@code texts}; 0 for other texts. */
  private static String position(String column, List<String> texts) {
    StringBuilder sql = new StringBuilder("CASE ").append(column);
    for (int i = 1; i < texts.size(); i++) {
      sql.append(" WHEN '").append(texts.get(i)).append("' THEN ").append(i);
    }
    return sql.append(" ELSE 0 END").toString();
  }

  public static int port(int code) {
    return code & 0xffff;
  }

  static boolean isRepeated(int code) {
    return (code & 1 << 16) != 0;
  }

  static Evidence evidence(int code) {
    return (code & 1 << 17) != 0 ? Evidence.CONFIRMED : Evidence.PROBABLE;
  }

  static boolean isFixed(int code) {
    return (code & 1 << 18) != 0;
  }

  static boolean hasReason(int code) {
    return (code & 1 << 19) != 0;
  }

  static String protocol(int code) {
    return PROTOCOLS.get(code >> 20 & 3);
  }

  static Trigger trigger(int code) {
    return TRIGGERS.get(code >> 22);
  }
}
