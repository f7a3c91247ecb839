package org.portsnare.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.ledger.Allowed;

/** All that is never banned: by configuration, by situation, and by hand. */
public final class Allowlist {
  private Allowlist() {}

  /** The exemptions in force at {@code now}. */
  static List<Exemption> of(Situation situation, List<Allowed.Entry> byHand, Instant now) {
    List<Exemption> all = new ArrayList<>(situation.exemptions());
    for (Allowed.Entry allowed : byHand) {
      if (allowed.until() != null && !allowed.until().isAfter(now)) continue;
      String reason = allowed.comment().isEmpty() ? "by hand" : "by hand: " + allowed.comment();
      all.add(
          new Exemption(allowed.prefix(), Exemption.Kind.ADMINISTRATOR, reason, allowed.until()));
    }
    return all;
  }

  /** Whether everything in {@code prefix} is exempt. */
  public static boolean covers(List<Exemption> exemptions, Prefix prefix) {
    for (Exemption exemption : exemptions) {
      if (exemption.prefix().contains(prefix)) return true;
    }
    return false;
  }

  /** The exemptions that {@code prefix} has to do with. */
  public static List<Exemption> touching(List<Exemption> exemptions, Prefix prefix) {
    return exemptions.stream().filter(e -> e.prefix().overlaps(prefix)).toList();
  }
}
