package org.portsnare.imports.programs;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.imports.source.Addresses;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.GoDuration;
import org.portsnare.imports.source.LineReader;

/**
 * A decision of CrowdSec. Only bans of addresses and ranges become bans here. The defaults are
 * those of {@code cscli decisions import}: type ban, scope Ip.
 */
final class Decision {
  @Nullable String duration;
  @Nullable String scenario;
  @Nullable String scope;
  @Nullable String type;
  @Nullable String value;
  boolean simulated;

  /**
   * Reports this decision.
   *
   * @param number its number in the file
   * @throws IllegalArgumentException with the problem
   */
  void tell(long number, Findings findings) {
    String given = value;
    if (given == null || given.isEmpty()) throw new IllegalArgumentException("it has no value");
    Optional<Long> left = left();
    if (!or(type, "ban").equalsIgnoreCase("ban")) {
      findings.leftOut(number, "of type " + LineReader.quoted(or(type, "")));
    } else if (!isAddress(or(scope, "ip"))) {
      findings.leftOut(number, "of scope " + LineReader.quoted(or(scope, "")));
    } else if (simulated) {
      findings.leftOut(number, "simulated");
    } else if (left.isPresent() && left.get() <= 0) {
      findings.leftOut(number, "ended already");
    } else {
      Optional<Lifetime> lifetime = left.map(Entry::millisLeft);
      Addresses.each(
          given, prefix -> findings.entry(new Entry(number, prefix, lifetime, or(scenario, ""))));
    }
  }

  private Optional<Long> left() {
    String text = or(duration, "");
    return text.isEmpty() ? Optional.empty() : Optional.of(GoDuration.millis(text));
  }

  private static boolean isAddress(String scope) {
    String lower = scope.toLowerCase(Locale.ROOT);
    return lower.equals("ip") || lower.equals("range");
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }
}
