package org.portsnare.firewall.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A set of TCP flags, as bits of the header's byte 13 and in nft's language. */
public record TcpFlags(int bits, String text) {
  /** The flags, in the order of their bits. */
  public enum Flag {
    FIN,
    SYN,
    RST,
    PSH,
    ACK,
    URG
  }

  static final TcpFlags NONE = new TcpFlags(0, "0x0");
  public static final TcpFlags SYN = of(Flag.SYN);
  static final TcpFlags FIN = of(Flag.FIN);
  static final TcpFlags ACK = of(Flag.ACK);

  static final TcpFlags SYN_ACK = of(Flag.SYN, Flag.ACK);

  /** The flags that distinguish the steps of a connection. */
  public static final TcpFlags STEPS = of(Flag.FIN, Flag.SYN, Flag.RST, Flag.ACK);

  static final TcpFlags ALL = of(Flag.values());

  public static TcpFlags of(Flag... flags) {
    int bits = Arrays.stream(flags).mapToInt(flag -> 1 << flag.ordinal()).sum();
    String names =
        Arrays.stream(flags)
            .map(flag -> flag.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" | "));
    return new TcpFlags(bits, flags.length == 1 ? names : "(" + names + ")");
  }
}
