package org.portsnare.imports.programs;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.TableReader;

/**
 * The output of {@code portsnare export --format csv} on another host, and any other table with a
 * column of addresses. If there is a column {@code expires}, the ends are kept.
 */
public final class ExportCsvReader extends TableReader {
  private static final List<String> ADDRESS =
      List.of("address", "ip", "ip_address", "ipaddress", "cidr", "network", "prefix");

  private final Instant now;

  public ExportCsvReader(Instant now) {
    this.now = now;
  }

  /** Whether a heading has a column of addresses. */
  public static boolean isLike(Set<String> columns) {
    return ADDRESS.stream().anyMatch(columns::contains);
  }

  @Override
  public void row(Row row, Findings findings) {
    Exported ban = new Exported();
    ban.address = ADDRESS.stream().filter(row::has).map(row::get).findFirst().orElse("");
    if (row.has("expires")) ban.expires = row.get("expires");
    ban.port = row.get("port");
    ban.protocol = row.get("protocol");
    ban.trigger = row.get("trigger");
    ban.tell(row.number(), now, findings);
  }
}
