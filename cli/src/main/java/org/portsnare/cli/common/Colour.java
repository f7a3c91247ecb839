package org.portsnare.cli.common;

/** Colours for a terminal; none without a terminal, with TERM=dumb, or if NO_COLOR is set. */
public enum Colour {
  BOLD(1),
  RED(31),
  GREEN(32),
  YELLOW(33);

  private static final boolean ON = wanted();

  private final String begin;

  Colour(int code) {
    begin = "\u001b[" + code + "m";
  }

  private static boolean wanted() {
    String none = System.getenv("NO_COLOR");
    if (none != null && !none.isEmpty()) return false;
    return !"dumb".equals(System.getenv("TERM")) && Text.isTerminal();
  }

  /** The text in this colour, if there are colours. */
  public String on(String text) {
    return ON ? begin + text + "\u001b[0m" : text;
  }
}
