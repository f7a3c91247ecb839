package org.portsnare.firewall.rules;

import java.util.Arrays;
import org.portsnare.ban.Prefix;

/** The bits of a packet's address that are the key of a set; the other bits count as zero. */
final class AddressKey {
  /** Offset of the second half of an IPv4 address, in bytes. In IPv6: of the subnet (RFC 4291). */
  private static final int SHARD4_AT = 2;

  private static final int SHARD6_AT = 6;

  private final boolean ipv6;
  private final byte[] mask;
  private final String maskText;

  private AddressKey(boolean ipv6, byte[] mask, String maskText) {
    this.ipv6 = ipv6;
    this.mask = mask;
    this.maskText = maskText;
  }

  /** All of the address. */
  static AddressKey whole(boolean ipv6) {
    return first(ipv6, Ruleset.width(ipv6));
  }

  /** The first {@code bits} bits of the address. */
  static AddressKey first(boolean ipv6, int bits) {
    byte[] ones = new byte[Ruleset.width(ipv6) / 8];
    Arrays.fill(ones, (byte) 0xff);
    Prefix mask = Prefix.of(ones, bits);
    boolean all = bits == Ruleset.width(ipv6);
    return new AddressKey(ipv6, mask.address(), all ? "" : mask.addressText());
  }

  /**
   * 16 bits in which senders differ. They have 65,536 values, so a set of this size is never full.
   * Senders with the same 16 bits share one element.
   */
  static AddressKey shard(boolean ipv6) {
    byte[] mask = new byte[Ruleset.width(ipv6) / 8];
    int at = ipv6 ? SHARD6_AT : SHARD4_AT;
    mask[at] = (byte) 0xff;
    mask[at + 1] = (byte) 0xff;
    return new AddressKey(ipv6, mask, ipv6 ? "0:0:0:ffff::" : "0.0.255.255");
  }

  boolean ipv6() {
    return ipv6;
  }

  boolean isWhole() {
    return maskText.isEmpty();
  }

  byte[] mask() {
    return mask.clone();
  }

  /**
   * The key in nft's language.
   *
   * @param field {@code saddr} or {@code daddr}
   */
  String text(String field) {
    String address = (ipv6 ? "ip6 " : "ip ") + field;
    return isWhole() ? address : address + " & " + maskText;
  }
}
