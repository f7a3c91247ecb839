package org.portsnare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of names in the kernel's headers, which Debian's linux-libc-dev installs: constants
 * of enums, and macros without arguments. Names without a plain number are left out.
 */
public final class UapiHeaders {
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
  private static final Pattern ENUM = Pattern.compile("\\benum\\b[^{};]*\\{([^}]*)\\}");
  private static final Pattern DIRECTIVE = Pattern.compile("^#.*$", Pattern.MULTILINE);
  private static final Pattern DEFINE =
      Pattern.compile("^#[ \t]*define[ \t]+(\\w+)[ \t]+(.+)$", Pattern.MULTILINE);
  private static final Pattern SHIFT = Pattern.compile("(.+)<<(.+)");
  private static final Pattern NUMBER = Pattern.compile("(-?)(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*");

  private final Map<String, Long> values = new HashMap<>();

  private UapiHeaders() {}

  /**
   * Reads headers in this order. A header may use names of the headers before it.
   *
   * @param names as in an include directive, for example {@code linux/netlink.h}
   */
  public static UapiHeaders read(String... names) {
    UapiHeaders headers = new UapiHeaders();
    for (String name : names) {
      try {
        headers.add(Files.readString(Path.of("/usr/include", name)));
      } catch (IOException e) {
        throw new UncheckedIOException("the header " + name + " (Debian: linux-libc-dev)", e);
      }
    }
    return headers;
  }

  /** The number of a name; null if these headers do not have it. */
  public @Nullable Long value(String name) {
    return values.get(name);
  }

  private void add(String source) {
    String text = COMMENT.matcher(source).replaceAll(" ").replace("\\\n", " ");
    Matcher macro = DEFINE.matcher(text);
    while (macro.find()) put(macro.group(1), evaluate(macro.group(2)));
    Matcher constants = ENUM.matcher(DIRECTIVE.matcher(text).replaceAll(""));
    while (constants.find()) addEnum(constants.group(1));
    // A macro may refer to an enum below it.
    macro.reset();
    while (macro.find()) put(macro.group(1), evaluate(macro.group(2)));
  }

  private void addEnum(String body) {
    @Nullable Long next = 0L;
    for (String constant : body.split(",", -1)) {
      String[] parts = constant.strip().split("=", 2);
      if (parts[0].isEmpty()) continue;
      if (parts.length == 2) next = evaluate(parts[1]);
      put(parts[0].strip(), next);
      if (next != null) next = next + 1;
    }
  }

  private void put(String name, @Nullable Long value) {
    if (value != null) values.putIfAbsent(name, value);
  }

  /** A number, a name, {@code a | b}, {@code a << b}, {@code a + b}; null for anything else. */
  private @Nullable Long evaluate(String expression) {
    String text = expression.strip();
    while (text.startsWith("(") && text.endsWith(")")) {
      text = text.substring(1, text.length() - 1).strip();
    }
    int or = text.indexOf('|');
    if (or > 0) return combine(text.substring(0, or), text.substring(or + 1), '|');
    Matcher shift = SHIFT.matcher(text);
    if (shift.matches()) return combine(shift.group(1), shift.group(2), '<');
    int plus = text.indexOf('+');
    if (plus > 0) return combine(text.substring(0, plus), text.substring(plus + 1), '+');
    Matcher number = NUMBER.matcher(text);
    if (number.matches()) return Long.decode(number.group(1) + number.group(2));
    return values.get(text);
  }

  private @Nullable Long combine(String left, String right, char operator) {
    Long a = evaluate(left);
    Long b = evaluate(right);
    if (a == null || b == null) return null;
    return switch (operator) {
      case '|' -> a | b;
      case '<' -> a << b;
      default -> a + b;
    };
  }
}
