package org.portsnare.packet;

import java.util.HexFormat;

/**
 * Turns bytes from unknown senders into text that is harmless for a terminal and readable for
 * people.
 */
public final class Escaped {
  private Escaped() {}

  /**
   * Printable ASCII stays as it is, except the backslash, which is doubled; all other bytes become
   * {@code \\n}, {@code \\r}, {@code \\t} or {@code \\x00}.
   */
  public static String of(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) append(text, bytes[i] & 0xff);
    return text.toString();
  }

  private static void append(StringBuilder text, int value) {
    switch (value) {
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      case '\\' -> text.append("\\\\");
      default -> {
        if (value >= ' ' && value < 0x7f) text.append((char) value);
        else text.append("\\x").append(HEX.toHexDigits((byte) value));
      }
    }
  }

  private static final HexFormat HEX = HexFormat.of();
}
