package org.portsnare.replay;

import java.util.Set;
import org.portsnare.ban.Prefix;
import org.portsnare.capture.Captured;
import org.portsnare.packet.PacketHeader;

/** Selects the packets of a capture that are fed, and counts the others. Not thread-safe. */
final class Sieve {
  /** Maximum length of a packet, in bytes: the usual MTU. Longer packets are data, not probes. */
  static final int MTU = 1_500;

  private static final Prefix LOOPBACK4 = Prefix.parse("127.0.0.0/8");
  private static final Prefix LOOPBACK6 = Prefix.parse("::1");

  private final Set<Prefix> own;
  private final boolean forwarded;
  private long passed;
  private long outgoing;
  private long notForUs;
  private long unreadable;
  private long tooLong;
  private long loopback;

  /**
   * @param own the host's own addresses
   * @param forwarded whether packets to other hosts are fed too
   */
  Sieve(Set<Prefix> own, boolean forwarded) {
    this.own = own;
    this.forwarded = forwarded;
  }

  /** Whether a packet is fed; then {@code header} has its header. */
  boolean passes(Captured packet, PacketHeader header) {
    if (!header.decode(packet.data(), packet.offset(), packet.length())) {
      unreadable++;
      return false;
    }
    Prefix from = address(packet, header, header.sourceAt());
    Prefix to = address(packet, header, header.destinationAt());
    if (isLoopback(from) || isLoopback(to)) loopback++;
    else if (packet.originalLength() > MTU) tooLong++;
    else if (own.contains(from)) outgoing++;
    else if (!forwarded && !own.contains(to)) notForUs++;
    else {
      passed++;
      return true;
    }
    return false;
  }

  private static boolean isLoopback(Prefix address) {
    return LOOPBACK4.contains(address) || LOOPBACK6.equals(address);
  }

  /** The address at this index of the packet. */
  static Prefix address(Captured packet, PacketHeader header, int at) {
    return Prefix.of(packet.data(), at, header.ipv6(), header.ipv6() ? 128 : 32);
  }

  /** Adds frames without an IP packet. */
  void unreadable(long frames) {
    unreadable += frames;
  }

  Outcome.Packets counts() {
    return new Outcome.Packets(passed, outgoing, notForUs, unreadable, tooLong, loopback);
  }
}
