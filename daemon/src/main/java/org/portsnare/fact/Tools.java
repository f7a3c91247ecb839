package org.portsnare.fact;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names the program that has sent a packet, by what scanners write into headers and the systems of
 * honest programs do not. The marks are from the programs' sources; {@code docs/fingerprints.md}
 * has them, and a table of what is named right.
 */
public final class Tools {
  private static final int MASSCAN_WINDOW = 1_024;
  private static final int NEW_MASSCAN_WINDOW = 1_025;
  private static final int ZMAP_ID = 54_321;
  private static final int ZMAP_WINDOW = 65_535;
  private static final int HPING_WINDOW = 512;

  /** The highest time to live with which nmap begins. */
  private static final int NMAP_TTL = 59;

  private static final Set<Integer> NMAP_WINDOWS = Set.of(1_024, 2_048, 3_072, 4_096);

  /** A timestamp that nmap sends where it asks for the operating system. */
  private static final long NMAP_TIME = 0xffff_ffffL;

  private static final Set<Integer> NMAP_SYSTEM_WINDOWS =
      Set.of(1, 63, 4, 16, 512, 128, 256, 1_024, 31_337, 32_768, 65_535);

  /** A sender's clock may be wrong; in an hour a random value is a time once in 600,000 packets. */
  private static final long CLOCK_SECONDS = 3_600;

  private static final List<Mark> MARKS =
      List.of(
          Tools::mirai,
          Tools::masscan,
          Tools::zmapById,
          Tools::zmapByTime,
          Tools::zmapWindows,
          Tools::nmapSystem,
          Tools::nmapEcn,
          Tools::nmapSyn,
          Tools::naabu,
          Tools::hping);

  private interface Mark {
    @Nullable ToolName in(TcpShape shape, Instant time);
  }

  private Tools() {}

  /**
   * The program that has sent {@code packet}; null for none that is known.
   *
   * @param packet the packet's first bytes, from its network header on
   * @param time when it came
   */
  public static @Nullable ToolName name(byte[] packet, Instant time) {
    TcpShape shape = TcpShape.of(packet);
    if (shape == null) return null;
    for (Mark mark : MARKS) {
      ToolName name = mark.in(shape, time);
      if (name != null) return name;
    }
    return null;
  }

  /** Window, options, segment size and scale in MuonFP's form; empty where there is no TCP. */
  public static String shape(byte[] packet) {
    TcpShape shape = TcpShape.of(packet);
    return shape == null ? "" : shape.text();
  }

  private static @Nullable ToolName mirai(TcpShape shape, Instant time) {
    boolean is = shape.isSyn() && shape.aimed() && shape.options().areNone();
    return is
        ? certain(Tool.MIRAI, "the sequence number is the receiver's address, no options")
        : null;
  }

  private static @Nullable ToolName masscan(TcpShape shape, Instant time) {
    boolean old = shape.window() == MASSCAN_WINDOW && shape.options().areNone();
    boolean recent = shape.window() == NEW_MASSCAN_WINDOW && shape.options().areOnlyMss(1_460);
    if (!shape.isSyn() || !(old || recent)) return null;
    if (shape.keyed() && !shape.dontFragment()) {
      return certain(
          Tool.MASSCAN,
          "the identification is made of address, port and sequence number, window "
              + shape.window());
    }
    // IPv6 has no identification. Its window of 1,025 is like no other.
    boolean likely = shape.ipv6() && shape.beganAt(255);
    return likely ? likely(Tool.MASSCAN, "window " + shape.window() + ", hop limit 255") : null;
  }

  private static @Nullable ToolName zmapById(TcpShape shape, Instant time) {
    TcpOptions options = shape.options();
    boolean is =
        shape.isSyn()
            && shape.id() == ZMAP_ID
            && !shape.dontFragment()
            && shape.window() == ZMAP_WINDOW
            && (options.areNone() || options.areOnlyMss(1_460));
    return is ? certain(Tool.ZMAP, "identification 54321, window 65535") : null;
  }

  private static @Nullable ToolName zmapByTime(TcpShape shape, Instant time) {
    TcpOptions options = shape.options();
    boolean linux = options.kinds().equals("2-4-8-1-3") && options.scale() == 7;
    boolean bsd = options.kinds().equals("2-1-3-1-1-8-4-0") && options.scale() == 6;
    boolean is =
        shape.isSyn()
            && shape.window() == ZMAP_WINDOW
            && (linux || bsd)
            && (shape.ipv6() || !shape.dontFragment())
            && options.echo() == 0
            && Math.abs(options.time() - time.getEpochSecond()) <= CLOCK_SECONDS;
    return is ? certain(Tool.ZMAP, "the timestamp is the time of day in seconds") : null;
  }

  private static @Nullable ToolName zmapWindows(TcpShape shape, Instant time) {
    TcpOptions options = shape.options();
    boolean is =
        shape.isSyn()
            && !shape.dontFragment()
            && shape.beganAt(64)
            && shape.window() == ZMAP_WINDOW
            && options.kinds().equals("2-1-3-1-1-4")
            && options.mss() == 1_460
            && options.scale() == 8;
    return is
        ? likely(Tool.ZMAP, "options of Windows, but fragments are allowed and the TTL began at 64")
        : null;
  }

  private static @Nullable ToolName nmapSystem(TcpShape shape, Instant time) {
    boolean is =
        shape.options().time() == NMAP_TIME
            && shape.options().echo() == 0
            && NMAP_SYSTEM_WINDOWS.contains(shape.window());
    return is
        ? certain(Tool.NMAP, "timestamp 4294967295, as where it asks for the system (-O)")
        : null;
  }

  private static @Nullable ToolName nmapEcn(TcpShape shape, Instant time) {
    boolean is =
        shape.isSyn()
            && shape.window() == 3
            && shape.options().kinds().equals("3-1-2-4-1-1")
            && shape.options().scale() == 10;
    return is ? likely(Tool.NMAP, "options and window of its question for ECN (-O)") : null;
  }

  private static @Nullable ToolName nmapSyn(TcpShape shape, Instant time) {
    boolean is =
        shape.isSyn()
            && (shape.ipv6() || !shape.dontFragment())
            && NMAP_WINDOWS.contains(shape.window())
            && isOnlyMss(shape)
            // Over IPv6 the system sets the hop limit.
            && (shape.ipv6() || shape.ttl() <= NMAP_TTL);
    return is ? likely(Tool.NMAP, "window " + shape.window() + ", only a segment size") : null;
  }

  private static @Nullable ToolName naabu(TcpShape shape, Instant time) {
    boolean is =
        shape.isSyn()
            && shape.window() == MASSCAN_WINDOW
            && isOnlyMss(shape)
            && (shape.beganAt(255) || (shape.ttl() > NMAP_TTL && shape.ttl() <= 64));
    return is ? likely(Tool.NAABU, "window 1024, only a segment size, TTL " + shape.ttl()) : null;
  }

  private static @Nullable ToolName hping(TcpShape shape, Instant time) {
    boolean is =
        shape.isSyn()
            && !shape.dontFragment()
            && shape.window() == HPING_WINDOW
            && shape.options().areNone()
            && shape.beganAt(64);
    return is ? likely(Tool.HPING, "window 512, no options, TTL from 64") : null;
  }

  private static boolean isOnlyMss(TcpShape shape) {
    return shape.options().areOnlyMss(1_460) || (shape.ipv6() && shape.options().areOnlyMss(1_440));
  }

  private static ToolName certain(Tool tool, String why) {
    return new ToolName(tool, true, why);
  }

  private static ToolName likely(Tool tool, String why) {
    return new ToolName(tool, false, why);
  }
}
