package org.portsnare.imports.source;

import java.util.function.Consumer;
import org.portsnare.ban.AddressRange;
import org.portsnare.ban.Prefix;

/** Addresses as other programs write them: an address, a prefix, or a range {@code FIRST-LAST}. */
public final class Addresses {
  /** Maximum length of the text: two IPv6 addresses, each with an embedded IPv4 address. */
  private static final int MAX_LENGTH = 100;

  private Addresses() {}

  /**
   * Passes the prefix in a text, or the smallest list of networks that are exactly its range.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static void each(String text, Consumer<Prefix> prefixes) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          LineReader.quoted(text) + " is not an IPv4 or IPv6 address or prefix");
    }
    int dash = text.indexOf('-');
    if (dash < 0) {
      prefixes.accept(Prefix.parseGiven(text));
      return;
    }
    Prefix first = Prefix.parseGiven(text.substring(0, dash).strip());
    Prefix last = Prefix.parseGiven(text.substring(dash + 1).strip());
    AddressRange.between(first, last, prefixes);
  }
}
