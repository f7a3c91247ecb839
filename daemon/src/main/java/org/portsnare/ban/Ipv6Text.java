package org.portsnare.ban;

/** Writes IPv6 addresses as in RFC 5952, which the JDK does not do. */
final class Ipv6Text {
  private Ipv6Text() {}

  static String of(byte[] address) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = ((address[2 * i] & 0xff) << 8) | (address[2 * i + 1] & 0xff);
    }
    int start = longestZeroRun(groups);
    int length = start < 0 ? 0 : zeroRun(groups, start);
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (i > 0 && i != start + length) text.append(':');
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  /** Start of the first longest run of at least two zero groups; -1 if there is none. */
  private static int longestZeroRun(int[] groups) {
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = zeroRun(groups, i);
      if (length > bestLength) {
        best = i;
        bestLength = length;
      }
      i += length;
    }
    return best;
  }

  private static int zeroRun(int[] groups, int start) {
    int end = start;
    while (end < 8 && groups[end] == 0) end++;
    return end - start;
  }
}
