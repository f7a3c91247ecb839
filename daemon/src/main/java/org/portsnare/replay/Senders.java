package org.portsnare.replay;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.capture.CaptureFile;
import org.portsnare.capture.Captured;
import org.portsnare.packet.PacketHeader;

/**
 * The senders of SYNs to the host, whether a verdict caught them, and at which packet. Reads the
 * capture again, because a verdict has only the number of its packet. Not thread-safe.
 */
final class Senders {
  /** Maximum number of senders that are counted separately. */
  private static final int MAX_SENDERS = 262_144;

  private static final int MAX_MISSED = 1_000;
  private static final int MAX_PORTS = 8;
  private static final int STEPS = 0x17;
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  private final Map<Prefix, Verdict> verdicts = new HashMap<>();
  private final Set<Integer> lengths = new TreeSet<>();
  private final Set<Prefix> exempt;
  private final Map<Prefix, Sender> senders = new LinkedHashMap<>();
  private long uncounted;

  /** One sender. */
  private static final class Sender {
    /** The ban that catches the sender. */
    private final @Nullable Prefix ban;

    private final Set<Integer> ports = new TreeSet<>();
    private long syns;

    /** Number of packets before the one that led to the ban. */
    private long before;

    Sender(@Nullable Prefix ban) {
      this.ban = ban;
    }
  }

  /**
   * @param caught verdicts that hold
   * @param exempt verdicts that an exemption prevents
   */
  Senders(Collection<Verdict> caught, Collection<Verdict> exempt) {
    this.exempt = Set.copyOf(exempt.stream().map(Verdict::banned).toList());
    for (Collection<Verdict> some : List.of(caught, exempt)) {
      for (Verdict verdict : some) {
        verdicts.put(verdict.banned(), verdict);
        lengths.add(verdict.banned().length());
      }
    }
  }

  /** Reads the packets that pass the sieve. */
  void read(Path file, Sieve sieve) {
    PacketHeader header = new PacketHeader();
    try (CaptureFile capture = CaptureFile.open(file)) {
      for (long number = 1; capture.next(); number++) {
        if (sieve.passes(capture.packet(), header)) add(capture.packet(), header, number);
      }
    }
  }

  private void add(Captured packet, PacketHeader header, long number) {
    Prefix from = Sieve.address(packet, header, header.sourceAt());
    add(from, header, number, packet.timeNanos());
  }

  /** Counts a packet to the host. */
  void add(Prefix from, PacketHeader header, long number, long timeNanos) {
    boolean syn = header.hasTcp() && (header.tcpFlags() & STEPS) == SYN;
    Sender sender = senders.get(from);
    if (sender == null) {
      Prefix ban = ban(from);
      if (!syn && ban == null) return;
      if (senders.size() >= MAX_SENDERS) {
        if (syn) uncounted++;
        return;
      }
      sender = new Sender(ban);
      senders.put(from, sender);
    }
    if (syn) {
      sender.syns++;
      if (sender.ports.size() < MAX_PORTS) sender.ports.add(header.destinationPort());
    }
    if (sender.ban != null) compare(from, sender, sender.ban, header, number, timeNanos);
  }

  private @Nullable Prefix ban(Prefix from) {
    for (int length : lengths) {
      if (length > from.length()) continue;
      Prefix ban = new Prefix(from.ipv6(), from.high(), from.low(), length);
      if (verdicts.containsKey(ban)) return ban;
    }
    return null;
  }

  private void compare(
      Prefix from, Sender sender, Prefix ban, PacketHeader header, long number, long timeNanos) {
    Verdict verdict = verdicts.get(ban);
    if (verdict == null || (verdict.time() != null && verdict.packet() <= number)) return;
    boolean decided =
        verdict.packet() == 0 ? proves(verdict, from, header) : verdict.packet() == number;
    if (decided) {
      Instant time = Instant.ofEpochSecond(0, timeNanos);
      verdicts.put(ban, verdict.of(number, sender.before + 1, time));
    } else if (verdict.packet() == 0 || number < verdict.packet()) {
      sender.before++;
    }
  }

  /** For a handshake, the kernel logs a packet of its own; the sender's first ACK led to it. */
  private static boolean proves(Verdict verdict, Prefix from, PacketHeader header) {
    return verdict.trigger() == Trigger.HANDSHAKE
        && verdict.sender().equals(from)
        && verdict.port() == header.destinationPort()
        && header.hasTcp()
        && (header.tcpFlags() & STEPS) == ACK;
  }

  /** A verdict with the time of its packet. */
  Verdict dated(Verdict verdict) {
    return verdicts.getOrDefault(verdict.banned(), verdict);
  }

  Tally tally() {
    long[] caught = new long[3];
    long spared = 0;
    long all = 0;
    for (Sender sender : senders.values()) {
      if (sender.syns == 0) continue;
      all++;
      if (sender.ban == null) continue;
      if (exempt.contains(sender.ban)) spared++;
      else caught[(int) Math.min(sender.before, 2)]++;
    }
    return new Tally(all, caught[0], caught[1], caught[2], spared, uncounted);
  }

  /** The first senders that were neither caught nor exempt. */
  List<Missed> missed() {
    List<Missed> missed = new ArrayList<>();
    senders.forEach(
        (address, sender) -> {
          if (sender.ban == null && missed.size() < MAX_MISSED) {
            missed.add(new Missed(address, sender.syns, List.copyOf(sender.ports)));
          }
        });
    return missed;
  }
}
