package org.portsnare.fact;

/**
 * The options of a TCP header.
 *
 * @param kinds kinds in their order, such as {@code 2-4-8-1-3}; empty for none
 * @param mss maximum segment size; 0 without that option
 * @param scale window scale; -1 without that option
 * @param time value of the timestamp option; -1 without it
 * @param echo echo reply of the timestamp option; -1 without it
 */
record TcpOptions(String kinds, int mss, int scale, long time, long echo) {
  private static final int END = 0;
  private static final int NOP = 1;
  private static final int MSS = 2;
  private static final int SCALE = 3;
  private static final int TIMESTAMP = 8;

  /** Options from index {@code from} to {@code end}; reads up to one that is cut off. */
  static TcpOptions of(byte[] packet, int from, int end) {
    StringBuilder kinds = new StringBuilder();
    int mss = 0;
    int scale = -1;
    long time = -1;
    long echo = -1;
    int at = from;
    while (at < end) {
      int kind = packet[at] & 0xff;
      int length = kind == END || kind == NOP ? 1 : at + 1 < end ? packet[at + 1] & 0xff : 0;
      if (length == 0 || at + length > end || (length < 2 && kind > NOP)) break;
      kinds.append(kinds.isEmpty() ? "" : "-").append(kind);
      if (kind == END) break;
      if (kind == MSS && length == 4) mss = be16(packet, at + 2);
      if (kind == SCALE && length == 3) scale = packet[at + 2] & 0xff;
      if (kind == TIMESTAMP && length == 10) {
        time = be32(packet, at + 2);
        echo = be32(packet, at + 6);
      }
      at += length;
    }
    return new TcpOptions(kinds.toString(), mss, scale, time, echo);
  }

  private static int be16(byte[] data, int at) {
    return (data[at] & 0xff) << 8 | (data[at + 1] & 0xff);
  }

  private static long be32(byte[] data, int at) {
    return (long) be16(data, at) << 16 | be16(data, at + 2);
  }

  boolean areNone() {
    return kinds.isEmpty();
  }

  /** Only a maximum segment size of {@code bytes}. */
  boolean areOnlyMss(int bytes) {
    return kinds.equals("2") && mss == bytes;
  }

  /** Kinds, segment size and scale, with nothing where there is none. */
  String text() {
    return kinds + ":" + (mss == 0 ? "" : mss) + ":" + (scale < 0 ? "" : scale);
  }
}
