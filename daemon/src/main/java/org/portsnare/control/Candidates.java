package org.portsnare.control;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/**
 * The bans of an import, as the text that a request brought. It has one ban per line: a prefix, its
 * end and words for the reason. The end is a time, {@code never}, or {@code -} if the other program
 * knows none. Only a batch at a time is made into objects, which take many times the memory.
 *
 * <pre>
 *   203.0.113.7 2026-12-01T00:00:00Z set banned
 *   198.51.100.0/24 never
 *   2001:db8::1 -
 * </pre>
 */
public final class Candidates implements Iterable<List<Candidates.Candidate>> {
  /** Bans that are objects at the same time. */
  public static final int BATCH = 1_000;

  /** Maximum length of the text: about a million bans. */
  public static final int MAX_BYTES = 64 << 20;

  /** Word for an end that is not known. */
  public static final String UNSAID = "-";

  /** Word for a ban without an end. */
  public static final String NEVER = "never";

  private final byte[] lines;

  private Candidates(byte[] lines) {
    this.lines = lines;
  }

  /**
   * A ban to import.
   *
   * @param timed whether the other program knows its end
   * @param expires that end; null for never, and if it is not known
   * @param detail text after the reason; empty for none
   */
  public record Candidate(Prefix prefix, boolean timed, @Nullable Instant expires, String detail) {}

  /**
   * Checks each line.
   *
   * @param lines UTF-8; not copied
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static Candidates of(byte[] lines) {
    Candidates candidates = new Candidates(lines);
    candidates.forEach(_ -> {});
    return candidates;
  }

  /** Batches of at most {@value #BATCH}, in the order of the text. */
  @Override
  public Iterator<List<Candidate>> iterator() {
    return new Batches();
  }

  private final class Batches implements Iterator<List<Candidate>> {
    private int from = skip(0);

    @Override
    public boolean hasNext() {
      return from < lines.length;
    }

    @Override
    public List<Candidate> next() {
      if (!hasNext()) throw new NoSuchElementException();
      List<Candidate> batch = new ArrayList<>();
      while (hasNext() && batch.size() < BATCH) {
        int to = end(from);
        batch.add(candidate(new String(lines, from, to - from, StandardCharsets.UTF_8)));
        from = skip(to);
      }
      return batch;
    }
  }

  /** The first place from {@code place} on that is not the end of a line. */
  private int skip(int place) {
    int next = place;
    while (next < lines.length && lines[next] == '\n') next++;
    return next;
  }

  private int end(int from) {
    int to = from;
    while (to < lines.length && lines[to] != '\n') to++;
    return to;
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
