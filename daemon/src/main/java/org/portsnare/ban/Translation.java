package org.portsnare.ban;

import java.util.List;
import java.util.stream.Stream;

/**
 * IPv6 prefixes in which an address represents an IPv4 address. Neighbours in them have nothing to
 * do with one another: a /64 is the whole IPv4 Internet, or all clients of a relay.
 */
public final class Translation {
  /**
   * Well-known prefixes: NAT64 (RFC 6052), local-use NAT64 (RFC 8215), Teredo (RFC 4380), and
   * IPv4-translated addresses (RFC 2765). The IPv4 address is in the second half, or extends into
   * it.
   */
  private static final List<Prefix> ALWAYS =
      Stream.of("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "::ffff:0:0:0/96")
          .map(Prefix::parse)
          .toList();

  /** Prefix of 6to4 (RFC 3056): the IPv4 address comes first, so each IPv4 address has a /48. */
  private static final Prefix SIX_TO_FOUR = Prefix.parse("2002::/16");

  private static final int SIX_TO_FOUR_SITE = 48;

  private Translation() {}

  /**
   * Networks in which a ban of {@code ipv6Prefix} bits would hit more than its sender.
   *
   * @param own further prefixes, from the configuration
   */
  public static List<Prefix> shared(int ipv6Prefix, List<Prefix> own) {
    Stream<Prefix> known = Stream.concat(ALWAYS.stream(), own.stream());
    if (ipv6Prefix >= SIX_TO_FOUR_SITE) return known.toList();
    return Stream.concat(known, Stream.of(SIX_TO_FOUR)).toList();
  }
}
