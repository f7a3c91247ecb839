package org.portsnare.imports.programs;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.imports.source.Addresses;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.LineReader;

/** A ban as another Portsnare writes it; a missing field is null. */
final class Exported {
  @Nullable String address;

  /** When the ban ends; empty for never. */
  @Nullable String expires;

  @Nullable String port;
  @Nullable String protocol;
  @Nullable String trigger;

  /**
   * Reports this ban.
   *
   * @param number its number in the file
   * @throws IllegalArgumentException with the problem
   */
  void tell(long number, Instant now, Findings findings) {
    String given = address;
    if (given == null || given.isEmpty()) throw new IllegalArgumentException("it has no address");
    Optional<Lifetime> left = Optional.empty();
    String end = expires;
    if (end != null) {
      Instant time = end.isEmpty() ? null : time(end);
      if (time != null && !time.isAfter(now)) {
        findings.leftOut(number, "ended already");
        return;
      }
      left = Optional.of(time == null ? Lifetime.FOREVER : Entry.until(time, now));
    }
    Optional<Lifetime> lasts = left;
    Addresses.each(given, prefix -> findings.entry(new Entry(number, prefix, lasts, detail())));
  }

  private String detail() {
    String by = trigger == null ? "" : trigger;
    if (port == null || port.isEmpty() || port.equals("0")) return by;
    return by + " to port " + (protocol == null ? "" : protocol + " ") + port;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(LineReader.quoted(text) + " is not a time", e);
    }
  }
}
