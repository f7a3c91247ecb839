package org.portsnare.log;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.portsnare.text.Visible;

/**
 * The daemon's log: one event a line, fixed words first, then {@code key=value}. A line that
 * repeats the one before is counted and not printed. Thread-safe.
 */
public final class Log {
  /** syslog priorities, as {@code sd-daemon(3)} wants them in front of a line. */
  private enum Priority {
    WARNING(4),
    NOTICE(5),
    INFO(6);

    private final int number;

    Priority(int number) {
      this.number = number;
    }
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  private final PrintStream out;
  private final InstantSource clock;
  private final boolean systemd;
  private @Nullable String last;
  private long repeats;

  /**
   * @param systemd whether to write a priority in front of a line instead of the time
   */
  public Log(PrintStream out, InstantSource clock, boolean systemd) {
    this.out = out;
    this.clock = clock;
    this.systemd = systemd;
  }

  /** Something the administrator should know of. */
  public void warn(String words, @Nullable Object... keysAndValues) {
    write(Priority.WARNING, line(words, keysAndValues));
  }

  /** Something that changed what the daemon does. */
  public void notice(String words, @Nullable Object... keysAndValues) {
    write(Priority.NOTICE, line(words, keysAndValues));
  }

  /** The ordinary course of things. */
  public void info(String words, @Nullable Object... keysAndValues) {
    write(Priority.INFO, line(words, keysAndValues));
  }

  private static String line(String words, @Nullable Object... keysAndValues) {
    StringBuilder line = new StringBuilder(words);
    for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
      line.append(' ').append(keysAndValues[i]).append('=').append(value(keysAndValues[i + 1]));
    }
    return line.toString();
  }

  /** Quoted where it would not be one word; control characters never get out. */
  private static String value(@Nullable Object value) {
    String text = Visible.of(String.valueOf(value));
    StringBuilder clean = new StringBuilder(text.length());
    boolean quote = text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quote |= c <= ' ' || c == '"' || c == '=';
      if (c == '"' || c == '\\') clean.append('\\');
      clean.append(c);
    }
    return quote ? "\"" + clean + "\"" : clean.toString();
  }

  private synchronized void write(Priority priority, String line) {
    if (line.equals(last)) {
      repeats++;
      return;
    }
    flushRepeats();
    last = line;
    print(priority, line);
  }

  private void flushRepeats() {
    if (repeats > 0) print(Priority.INFO, "the line before was repeated times=" + repeats);
    repeats = 0;
  }

  private void print(Priority priority, String line) {
    if (systemd) {
      out.println("<" + priority.number + ">" + line);
    } else {
      String time = TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
      out.println(time + " " + line);
    }
    out.flush();
  }
}
