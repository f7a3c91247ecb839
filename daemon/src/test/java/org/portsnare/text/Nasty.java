package org.portsnare.text;

import java.util.List;

/** Text that others may put where people read it; tests use it for every such place. */
public final class Nasty {
  private Nasty() {}

  /** Each is invisible, or has an effect, somewhere. */
  public static final List<String> TEXTS =
      List.of(
          "\u001b[31mred\u001b[0m",
          "\u001b]0;title\u0007",
          "\u009b31m",
          "a\nb",
          "a\r\n203.0.113.250,2026-01-01T00:00:00Z",
          "a\tb\u0000c",
          "moc.elpmaxe\u202etxt",
          "\u2066isolate\u2069",
          "zero\u200bwidth\ufeff",
          "line\u2028separator\u2029",
          "\ue000private\udb40\udc41tag",
          "=HYPERLINK(\"http://203.0.113.1/\",\"x\")",
          "+1+1",
          "-2+3",
          "@SUM(A1)",
          "\"quoted\", and , commas",
          "<script>alert(1)</script>",
          "'\"&<>",
          "%s%n$(id)`id`",
          "x".repeat(5_000));
}
