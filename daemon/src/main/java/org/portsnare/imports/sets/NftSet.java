package org.portsnare.imports.sets;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portsnare.ban.Lifetime;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.GoDuration;
import org.portsnare.imports.source.LineReader;

/** A set of nftables, as far as it has been read. Not thread-safe. */
final class NftSet {
  private static final Set<String> ADDRESSES =
      Set.of("ipv4_addr", "ipv6_addr", "ip saddr", "ip daddr", "ip6 saddr", "ip6 daddr");

  private final String name;
  private final boolean map;
  private String type = "";
  private Optional<Lifetime> lasts = Optional.of(Lifetime.FOREVER);

  /**
   * @param name with the family and the table before it, if they are known
   * @param map whether it is a map
   */
  NftSet(String name, boolean map) {
    this.name = name;
    this.map = map;
  }

  /** A set of which the file has only elements. */
  static NftSet unknown(String name) {
    NftSet set = new NftSet(name, false);
    set.lasts = Optional.empty();
    return set;
  }

  String name() {
    return name;
  }

  /** Its name within its table. */
  String shortName() {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  String type() {
    return type.isEmpty() ? "of unknown type" : type;
  }

  /** Takes a statement of its block, such as {@code type ipv4_addr} or {@code timeout 10d}. */
  void property(List<String> words) {
    String first = words.getFirst();
    String rest = String.join(" ", words.subList(1, words.size()));
    if (first.equals("type") || first.equals("typeof")) type = rest;
    if (first.equals("timeout")) lasts = Optional.of(lifetime(rest));
  }

  /** Why its elements cannot be banned; empty if they can. */
  String unfit() {
    if (map) return "a map, which is not a list of addresses";
    if (type.isEmpty() || ADDRESSES.contains(type)) return "";
    return "of type " + type + ", which is not a list of addresses";
  }

  /** Lifetime of an element without a timeout; empty if the file does not say. */
  Optional<Lifetime> lasts() {
    return lasts;
  }

  /** A time as nft writes it, {@code 9d23h59m58s992ms}. */
  static Lifetime lifetime(String text) {
    if (text.equals("never")) return Lifetime.FOREVER;
    if (!text.matches("(?:[0-9]{1,9}(?:d|h|ms|m|s))+")) {
      throw new IllegalArgumentException(
          LineReader.quoted(text) + " is not a time such as 9d23h59m58s");
    }
    int days = text.indexOf('d');
    long millis = days < 0 ? 0 : Long.parseLong(text.substring(0, days)) * 86_400_000L;
    String rest = text.substring(days + 1);
    return Entry.millisLeft(millis + (rest.isEmpty() ? 0 : GoDuration.millis(rest)));
  }
}
