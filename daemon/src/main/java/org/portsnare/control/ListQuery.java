package org.portsnare.control;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.fact.Tool;
import org.portsnare.ledger.query.BanQuery;

/** Reads the parameters of a list. */
final class ListQuery {
  private ListQuery() {}

  /**
   * The request.
   *
   * @param counts whether to ask the kernel for dropped packets
   * @throws IllegalArgumentException for a value that makes no sense
   */
  static ListRequest read(Fields query, boolean counts) {
    ListRequest search = Search.of(Routes.text(query, "search"));
    BanQuery found = search.query();
    Set<Integer> ports = new HashSet<>(found.ports());
    if (!Routes.text(query, "port").isEmpty()) ports.add(port(query));
    Evidence evidence = evidence(Routes.text(query, "evidence"));
    String network = Routes.text(query, "network");
    BanQuery wanted =
        new BanQuery(
            Routes.flag(query, "observed"),
            null,
            ports,
            evidence == null ? found.evidence() : evidence,
            found.trigger(),
            network.isEmpty() ? found.touching() : Prefix.parseGiven(network),
            found.begins(),
            0,
            order(Routes.text(query, "sort")),
            Routes.number(query, "limit"));
    String since = Routes.text(query, "since");
    Duration time = since.isEmpty() ? null : Duration.ofMillis(Lifetime.parse(since).millis());
    String tool = Routes.text(query, "tool");
    return new ListRequest(wanted, time, tool.isEmpty() ? search.tool() : Tool.of(tool), counts);
  }

  private static @Nullable Evidence evidence(String text) {
    if (text.isEmpty()) return null;
    for (Evidence evidence : Evidence.values()) {
      if (evidence.label().equalsIgnoreCase(text)) return evidence;
    }
    throw new IllegalArgumentException("'" + text + "' is neither probable nor confirmed");
  }

  private static BanQuery.Order order(String text) {
    if (text.isEmpty()) return BanQuery.Order.NEWEST;
    try {
      return BanQuery.Order.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no order: newest, hits, dropped or repeats", e);
    }
  }

  private static int port(Fields query) {
    int port = Routes.number(query, "port");
    if (port >= 1 && port <= 65_535) return port;
    throw new IllegalArgumentException("port " + port + ": a port is 1 to 65535");
  }
}
