package org.portsnare.text;

/** Text of others inside HTML. */
public final class Markup {
  private Markup() {}

  /** Visible, and without a meaning in HTML: for text, and for attributes in double quotes. */
  public static String escaped(String text) {
    return Visible.of(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
