package org.portsnare.ban;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 network; a single address is a network of full length. Bits after the prefix are
 * always zero.
 *
 * @param ipv6 the family
 * @param high the first 64 bits of an IPv6 address; 0 for IPv4
 * @param low the last 64 bits of an IPv6 address, or the 32 bits of an IPv4 one
 * @param length 0 to 32 or to 128
 */
public record Prefix(boolean ipv6, long high, long low, int length) implements Comparable<Prefix> {
  private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /** A number such as 010 in an IPv4 address: 10 for some programs, 8 for others. */
  private static final Pattern LEADING_ZERO = Pattern.compile("(?:[0-9.]*\\.)?0[0-9][0-9.]*");

  private static final int MAPPED_BITS = 96;

  /**
   * Network of the unspecified address, loopback, and addresses that are compatible with IPv4 or
   * mapped from it (RFC 4291, 2.5); an earlier version banned the whole /64 for one of them.
   * Nothing in it is assigned to anybody.
   */
  private static final Prefix UNREAL = new Prefix(true, 0, 0, 64);

  public Prefix {
    if (length < 0 || length > (ipv6 ? 128 : 32)) {
      throw new IllegalArgumentException("prefix length /" + length);
    }
    if (ipv6) {
      high &= mask64(Math.min(length, 64));
      low &= mask64(Math.max(length - 64, 0));
    } else {
      high = 0;
      low &= mask64(32 + length) & 0xffffffffL;
    }
  }

  /**
   * Reads {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::1} or {@code 2001:db8::/48}.
   * Names are never resolved. A leading zero in an IPv4 address or a length is refused.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static Prefix parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    long dotted = dottedQuad(bytes, 0, bytes.length);
    return dotted >= 0 ? new Prefix(false, 0, dotted, 32) : parseAny(text);
  }

  /** As {@link #parse(String)}, for text inside an array: from one index to before another. */
  public static Prefix parse(byte[] text, int from, int to) {
    long dotted = dottedQuad(text, from, to);
    if (dotted >= 0) return new Prefix(false, 0, dotted, 32);
    return parseAny(new String(text, from, to - from, StandardCharsets.UTF_8));
  }

  /**
   * As {@link #parse(String)}, for text from people and other programs: an IPv4 address in the form
   * of an IPv6 one, {@code ::ffff:192.0.2.1}, becomes that IPv4 address.
   */
  public static Prefix parseGiven(String text) {
    return parse(text).unmapped();
  }

  /** The IPv4 network that is mapped to this IPv6 network (RFC 4291, 2.5.5.2); otherwise this. */
  private Prefix unmapped() {
    boolean mapped = ipv6 && length >= MAPPED_BITS && high == 0 && low >>> 32 == 0xffff;
    return mapped ? new Prefix(false, 0, low & 0xffffffffL, length - MAPPED_BITS) : this;
  }

  /**
   * Whether no packet can come from there: an IPv6 address that represents an IPv4 address or none.
   */
  public boolean isUnreal() {
    return UNREAL.contains(this);
  }

  private static Prefix parseAny(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    byte[] address = parseAddress(literal, text);
    int bits = address.length * 8;
    if (slash < 0) return of(address, bits);
    int length = parseLength(text.substring(slash + 1), bits, text);
    Prefix prefix = of(address, length);
    if (!Arrays.equals(prefix.address(), address)) {
      throw new IllegalArgumentException(
          "'" + text + "' has bits set after the prefix; did you mean " + prefix + "?");
    }
    return prefix;
  }

  /** Fast path for the usual case; -1 for anything but four numbers without leading zeros. */
  private static long dottedQuad(byte[] text, int from, int to) {
    long address = 0;
    int number = -1;
    int dots = 0;
    for (int i = from; i < to; i++) {
      byte c = text[i];
      if (c == '.') {
        if (number < 0 || ++dots > 3) return -1;
        address = address << 8 | number;
        number = -1;
      } else if (c >= '0' && c <= '9' && number != 0) {
        number = Math.max(number, 0) * 10 + (c - '0');
        if (number > 255) return -1;
      } else {
        return -1;
      }
    }
    return dots == 3 && number >= 0 ? address << 8 | number : -1;
  }

  private static byte[] parseAddress(String literal, String text) {
    if (LEADING_ZERO.matcher(literal.substring(literal.lastIndexOf(':') + 1)).matches()
        && literal.indexOf('.') >= 0) {
      throw leadingZero(text);
    }
    try {
      // The JDK also accepts 192.0.2 as 192.0.0.2, and interface scopes: nobody means that here.
      boolean plain = literal.indexOf(':') >= 0 || DOTTED_QUAD.matcher(literal).matches();
      if (!plain || literal.indexOf('%') >= 0) throw new IllegalArgumentException(literal);
      return sameFamily(literal, InetAddress.ofLiteral(literal).getAddress());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not an IPv4 or IPv6 address or prefix", e);
    }
  }

  /**
   * The JDK turns an IPv6 address that is mapped from IPv4 into the IPv4 address; here it stays
   * IPv6.
   */
  private static byte[] sameFamily(String literal, byte[] address) {
    if (literal.indexOf(':') < 0 || address.length == 16) return address;
    return ByteBuffer.allocate(16).position(10).putShort((short) -1).put(address).array();
  }

  private static IllegalArgumentException leadingZero(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' has a number with a leading zero, which some programs read as octal; leave it"
            + " out");
  }

  private static int parseLength(String digits, int bits, String text) {
    if (digits.matches("0[0-9]+")) throw leadingZero(text);
    int length = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : bits + 1;
    if (length <= bits) return length;
    throw new IllegalArgumentException(
        "'" + text + "' has a prefix length that is not a number from 0 to " + bits);
  }

  /** The network of {@code length} bits around an address of 4 or 16 bytes. */
  public static Prefix of(byte[] address, int length) {
    return of(address, 0, address.length == 16, length);
  }

  /** As {@link #of(byte[], int)}, for an address inside an array. */
  public static Prefix of(byte[] bytes, int offset, boolean ipv6, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (ipv6) return new Prefix(true, buffer.getLong(offset), buffer.getLong(offset + 8), length);
    return new Prefix(false, 0, buffer.getInt(offset) & 0xffffffffL, length);
  }

  /** A single address. */
  public static Prefix of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return of(bytes, bytes.length * 8);
  }

  /** The first {@code length} bits of this prefix; this prefix if it is not longer. */
  public Prefix widened(int length) {
    return length >= this.length ? this : new Prefix(ipv6, high, low, length);
  }

  /** 32 or 128. */
  public int bits() {
    return ipv6 ? 128 : 32;
  }

  /** Whether it is a single address. */
  public boolean isAddress() {
    return length == bits();
  }

  /** The first address, 4 or 16 bytes in network order. */
  public byte[] address() {
    if (ipv6) return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return ByteBuffer.allocate(4).putInt((int) low).array();
  }

  /** Writes the first address, in network order, into an array of 4 or 16 bytes. */
  public void writeAddress(byte[] into) {
    if (ipv6) {
      write(high, into, 0, 8);
      write(low, into, 8, 8);
    } else {
      write(low, into, 0, 4);
    }
  }

  private static void write(long number, byte[] into, int from, int bytes) {
    for (int i = 0; i < bytes; i++) into[from + i] = (byte) (number >>> (8 * (bytes - 1 - i)));
  }

  /**
   * The first address after the network, 4 or 16 bytes in network order; empty if there is none.
   */
  public byte[] end() {
    if (!ipv6) {
      long end = low + (1L << (32 - length));
      return end > 0xffffffffL ? new byte[0] : ByteBuffer.allocate(4).putInt((int) end).array();
    }
    long newHigh = high;
    long newLow = 0;
    if (length > 64) {
      newLow = low + (1L << (128 - length));
      if (newLow == 0) newHigh++;
    } else {
      newHigh = length == 0 ? 0 : high + (1L << (64 - length));
    }
    if (newHigh == 0 && newLow == 0) return new byte[0];
    return ByteBuffer.allocate(16).putLong(newHigh).putLong(newLow).array();
  }

  /** Whether every address of {@code other} is in this prefix. */
  public boolean contains(Prefix other) {
    if (ipv6 != other.ipv6 || other.length < length) return false;
    if (!ipv6) return (other.low & mask64(32 + length)) == low;
    return (other.high & mask64(Math.min(length, 64))) == high
        && (other.low & mask64(Math.max(length - 64, 0))) == low;
  }

  public boolean overlaps(Prefix other) {
    return contains(other) || other.contains(this);
  }

  /** IPv4 before IPv6, then by address, then the wider network first. */
  @Override
  public int compareTo(Prefix other) {
    if (ipv6 != other.ipv6) return ipv6 ? 1 : -1;
    int byHigh = Long.compareUnsigned(high, other.high);
    if (byHigh != 0) return byHigh;
    int byLow = Long.compareUnsigned(low, other.low);
    return byLow != 0 ? byLow : Integer.compare(length, other.length);
  }

  /** The first address as text, without the length. */
  public String addressText() {
    if (ipv6) return Ipv6Text.of(address());
    int bits = (int) low;
    return (bits >>> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
  }

  /** The last address as text. */
  public String lastText() {
    byte[] last = address();
    for (int bit = length; bit < bits(); bit++) last[bit / 8] |= (byte) (0x80 >> (bit % 8));
    return of(last, bits()).addressText();
  }

  /** {@code 192.0.2.1} for an address, {@code 192.0.2.0/24} for a network; IPv6 as in RFC 5952. */
  @Override
  public String toString() {
    return isAddress() ? addressText() : addressText() + "/" + length;
  }

  private static long mask64(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }
}
