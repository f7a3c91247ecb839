package org.portsnare.imports.sets;

import java.util.Map;
import java.util.Optional;
import org.portsnare.ban.Lifetime;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.LineReader;

/**
 * A set as {@code create} of ipset(8) describes it.
 *
 * @param ipv6 the family
 * @param length the length of an element without a length, in bits, from {@code netmask}
 * @param lasts lifetime of an element without a timeout
 * @param unfit why its elements cannot be banned; empty if they can
 */
record IpsetSet(
    String name, String type, boolean ipv6, int length, Optional<Lifetime> lasts, String unfit) {
  /** The names before ipset 5. */
  private static final Map<String, String> TYPES =
      Map.of("iphash", "hash:ip", "nethash", "hash:net", "ipmap", "bitmap:ip");

  private static final int MOST_BITS = 128;

  /** A set of which only the name is known. */
  static IpsetSet unknown(String name) {
    return new IpsetSet(name, "", false, MOST_BITS, Optional.empty(), "");
  }

  /** Whether the file gives its type. */
  boolean isKnown() {
    return !type.isEmpty();
  }

  /**
   * Reads {@code create banned hash:ip family inet ... timeout 864000}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static IpsetSet parse(String line) {
    String[] words = line.split("\\s+", -1);
    if (words.length < 3) {
      throw new IllegalArgumentException(LineReader.quoted(line) + " is not 'create SET TYPE ...'");
    }
    String type = TYPES.getOrDefault(words[2], words[2]);
    boolean ipv6 = option(words, "family").equals("inet6");
    String netmask = option(words, "netmask");
    String timeout = option(words, "timeout");
    return new IpsetSet(
        words[1],
        type,
        ipv6,
        netmask.isEmpty() ? MOST_BITS : bits(netmask),
        timeout.isEmpty() ? Optional.of(Lifetime.FOREVER) : Optional.of(seconds(timeout)),
        unfit(type, words));
  }

  private static int bits(String netmask) {
    if (!netmask.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(LineReader.quoted(netmask) + " is not a netmask in bits");
    }
    return Integer.parseInt(netmask);
  }

  private static String unfit(String type, String[] words) {
    boolean addresses =
        type.equals("hash:ip") || type.equals("hash:net") || type.equals("bitmap:ip");
    if (!addresses) return "of type " + type + ", which is not a list of addresses";
    if (!option(words, "bitmask").isEmpty()) return "with a bitmask, which no ban can have";
    return "";
  }

  /** The word after this one; empty if there is none. */
  static String option(String[] words, String name) {
    for (int i = 3; i + 1 < words.length; i++) {
      if (words[i].equals(name)) return words[i + 1];
    }
    return "";
  }

  /** A timeout in seconds; 0 for ever. */
  static Lifetime seconds(String text) {
    if (!text.matches("[0-9]{1,10}")) {
      throw new IllegalArgumentException(LineReader.quoted(text) + " is not a timeout in seconds");
    }
    long seconds = Long.parseLong(text);
    return seconds == 0 ? Lifetime.FOREVER : Entry.millisLeft(seconds * 1_000);
  }
}
