package org.portsnare.netlink.route;

import java.util.HexFormat;

/**
 * The hardware address of an Ethernet interface.
 *
 * @param bits its 48 bits; the first byte on the wire is the most significant
 */
public record MacAddress(long bits) {
  /** Bytes on the wire. */
  public static final int LENGTH = 6;

  public MacAddress {
    if (bits >>> (8 * LENGTH) != 0) {
      throw new IllegalArgumentException("MAC address of more than 48 bits: " + bits);
    }
  }

  /** The address in these bytes, in wire order. */
  public static MacAddress of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("MAC address of " + bytes.length + " bytes");
    }
    long bits = 0;
    for (byte b : bytes) bits = bits << 8 | (b & 0xff);
    return new MacAddress(bits);
  }

  /** Its bytes in wire order. */
  public byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) bytes[i] = (byte) (bits >> (8 * (LENGTH - 1 - i)));
    return bytes;
  }

  /** For example {@code 02:00:5e:10:00:01}. */
  @Override
  public String toString() {
    return HexFormat.ofDelimiter(":").formatHex(toBytes());
  }
}
