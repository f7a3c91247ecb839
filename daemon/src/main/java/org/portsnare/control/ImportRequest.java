package org.portsnare.control;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/**
 * Bans of another program. A body has one ban per line: a prefix, its end and words for the reason.
 * The end is a time, {@code never}, or {@code -} if the other program knows none.
 *
 * <pre>
 *   203.0.113.7 2026-12-01T00:00:00Z set banned
 *   198.51.100.0/24 never
 *   2001:db8::1 -
 * </pre>
 *
 * @param lifetime of bans without a known end; null for the time in the configuration
 * @param reason text that is put before the detail of each
 * @param dry whether to report only what would happen
 * @param strict whether to refuse all of them if one touches an exemption
 * @param verbose whether to report what happens to each
 */
public record ImportRequest(
    List<Candidate> candidates,
    @Nullable Lifetime lifetime,
    String reason,
    boolean dry,
    boolean strict,
    boolean verbose) {
  /** Word for an end that is not known. */
  public static final String UNSAID = "-";

  /** Word for a ban without an end. */
  public static final String NEVER = "never";

  /**
   * A ban to import.
   *
   * @param timed whether the other program knows its end
   * @param expires that end; null for never, and if it is not known
   * @param detail text after the reason; empty for none
   */
  public record Candidate(Prefix prefix, boolean timed, @Nullable Instant expires, String detail) {}

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static List<Candidate> parse(String body) {
    List<Candidate> candidates = new ArrayList<>();
    int from = 0;
    while (from < body.length()) {
      int to = body.indexOf('\n', from);
      if (to < 0) to = body.length();
      if (to > from) candidates.add(candidate(body.substring(from, to)));
      from = to + 1;
    }
    return candidates;
  }

  private static Candidate candidate(String line) {
    String[] words = line.split(" ", 3);
    if (words.length < 2) {
      throw new IllegalArgumentException("'" + line + "' is not 'PREFIX END REASON'");
    }
    String end = words[1];
    boolean timed = !end.equals(UNSAID);
    Instant expires = !timed || end.equals(NEVER) ? null : time(end);
    return new Candidate(Prefix.parse(words[0]), timed, expires, words.length < 3 ? "" : words[2]);
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time such as 2026-12-01T00:00:00Z, nor never, nor -", e);
    }
  }
}
