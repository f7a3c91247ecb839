package org.portsnare.imports.programs;

import java.util.Set;
import java.util.regex.Pattern;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.TableReader;

/**
 * CrowdSec's comma-separated values, in two forms. {@code cscli decisions list -o raw} writes
 * {@code Ip:203.0.113.7} or {@code Range:203.0.113.0/24} in one cell. {@code cscli decisions
 * import} reads any of the columns {@code duration,reason,scope,type,value}.
 */
public final class CrowdSecCsvReader extends TableReader {
  private static final Pattern SCOPE = Pattern.compile("[A-Za-z]*[G-Zg-z][A-Za-z]*");

  /** Whether a heading with these columns has one of the two forms. */
  public static boolean isLike(Set<String> columns) {
    return columns.contains("value") || columns.containsAll(Set.of("ip", "expiration"));
  }

  @Override
  public void row(Row row, Findings findings) {
    Decision decision = new Decision();
    decision.value = row.get("value");
    decision.scope = row.get("scope");
    decision.type = row.get("type") + row.get("action");
    decision.scenario = row.get("reason");
    decision.duration = row.get("duration") + row.get("expiration");
    decision.simulated = row.get("simulated").equalsIgnoreCase("true");
    if (row.has("ip")) scopeAndValue(row.get("ip"), decision);
    decision.tell(row.number(), findings);
  }

  /** An IPv6 address has colons too, but no letter after f. */
  private static void scopeAndValue(String cell, Decision decision) {
    int colon = cell.indexOf(':');
    boolean scoped = colon > 0 && SCOPE.matcher(cell.substring(0, colon)).matches();
    decision.scope = scoped ? cell.substring(0, colon) : "";
    decision.value = scoped ? cell.substring(colon + 1) : cell;
  }
}
