package org.portsnare.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether standard error goes to systemd's journal, which reads priorities in front of lines. */
public final class Journal {
  private static final int ERROR = 3;

  private Journal() {}

  /**
   * Whether standard error is the very stream that {@code JOURNAL_STREAM} names, as {@code
   * systemd.exec(5)} says: a child whose output goes elsewhere inherits the variable, too.
   */
  static boolean isAt(Path standardError, Map<String, String> environment) {
    String stream = environment.get("JOURNAL_STREAM");
    if (stream == null) return false;
    try {
      Map<String, Object> file = Files.readAttributes(standardError, "unix:dev,ino");
      return stream.equals(file.get("dev") + ":" + file.get("ino"));
    } catch (IOException e) {
      return false;
    }
  }

  public static boolean isStandardError() {
    return isAt(Path.of("/proc/self/fd/2"), System.getenv());
  }

  /** {@code text} as it is for people, or as the journal takes errors. */
  public static String error(String text) {
    return isStandardError() ? marked(ERROR, text) : text;
  }

  static String marked(int priority, String text) {
    String mark = "<" + priority + ">";
    return text.lines().map(line -> mark + line).collect(Collectors.joining("\n"));
  }
}
