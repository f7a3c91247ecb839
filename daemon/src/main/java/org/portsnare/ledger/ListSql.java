package org.portsnare.ledger;

import java.util.stream.Collectors;
import org.portsnare.ledger.query.BanQuery;

/** The SQL of a list of bans. */
final class ListSql {
  private ListSql() {}

  /**
   * Every row that can match; {@link BanQuery#touching} and {@link BanQuery#limit} are left to the
   * caller.
   */
  static String of(BanQuery query, String columns) {
    StringBuilder sql = new StringBuilder("SELECT ").append(columns);
    sql.append(query.observed() ? " FROM observed WHERE 1" : " FROM ban WHERE 1");
    if (query.since() != null) sql.append(" AND since >= ").append(query.since().toEpochMilli());
    if (!query.ports().isEmpty()) {
      sql.append(" AND port IN (");
      sql.append(query.ports().stream().map(String::valueOf).collect(Collectors.joining(",")));
      sql.append(')');
    }
    if (query.evidence() != null) equal(sql, "evidence", query.evidence().label());
    if (query.trigger() != null) equal(sql, "trigger", query.trigger().label());
    if (!query.begins().isEmpty()) {
      equal(sql, "substr(prefix, 1, " + query.begins().length() + ")", query.begins());
    }
    if (query.before() > 0) sql.append(" AND rowid < ").append(query.before());
    return sql.append(" ORDER BY ").append(order(query)).toString();
  }

  /** All texts are labels, or begins of prefixes: none has a quote. */
  private static void equal(StringBuilder sql, String what, String text) {
    sql.append(" AND ").append(what).append(" = '").append(text).append('\'');
  }

  private static String order(BanQuery query) {
    String newest = query.observed() ? "since DESC" : "rowid DESC";
    return switch (query.order()) {
      case NEWEST -> newest;
      case HITS -> "hits DESC, " + newest;
      case DROPPED -> "dropped DESC, " + newest;
      case REPEATS -> "nth DESC, " + newest;
    };
  }
}
