package org.portsnare.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Prefix;
import org.portsnare.capture.CaptureFile;
import org.portsnare.capture.Captured;
import org.portsnare.firewall.Ruleset;
import org.portsnare.packet.PacketHeader;

/**
 * What a capture says of the host it was taken on.
 *
 * @param packets IP packets in it
 * @param seconds from the first to the last
 * @param own the host's own addresses
 * @param services TCP ports on which it answered: no traps, and not closed
 * @param exempt whether somebody in it is exempt, or so many are in it that this is not known
 */
public record Survey(
    long packets, double seconds, Set<Prefix> own, Set<Integer> services, boolean exempt) {
  /** More addresses than this are not counted any more; the host's own come early and often. */
  private static final int MAX_ADDRESSES = 65_536;

  private static final int MAX_SERVICES = 4_096;
  private static final int SYN_ACK = 0x12;
  private static final int STEPS = 0x17;

  public Survey {
    own = Set.copyOf(own);
    services = Set.copyOf(services);
  }

  private record Service(Prefix address, int port) {}

  /** Counts while it reads. */
  private static final class Counts {
    private final Map<Prefix, long[]> addresses = new HashMap<>();
    private final Set<Service> answers = new HashSet<>();
    private long packets;
    private long first;
    private long last;

    void add(Captured packet, PacketHeader header) {
      if (packets++ == 0) first = packet.timeNanos();
      last = Math.max(last, packet.timeNanos());
      Prefix source = address(packet, header, header.sourceAt());
      count(source);
      count(address(packet, header, header.destinationAt()));
      boolean answer = header.hasTcp() && (header.tcpFlags() & STEPS) == SYN_ACK;
      // A trap of ours asked for proof: nobody listened there.
      boolean ours = answer && header.tcpWindow() == Ruleset.SAID_LENGTH;
      if (answer && !ours && answers.size() < MAX_SERVICES) {
        answers.add(new Service(source, header.sourcePort()));
      }
    }

    private void count(Prefix address) {
      long[] count = addresses.get(address);
      if (count != null) count[0]++;
      else if (addresses.size() < MAX_ADDRESSES) addresses.put(address, new long[] {1});
    }
  }

  private static Prefix address(Captured packet, PacketHeader header, int at) {
    return Prefix.of(packet.data(), at, header.ipv6(), header.ipv6() ? 128 : 32);
  }

  /**
   * Reads the whole file once.
   *
   * @param named own addresses that somebody named; where there are none they are found
   * @param ofThisHost the addresses of this host, which are taken where the capture has one
   * @param exemptions who is never banned
   */
  static Survey of(
      Path file, List<Prefix> named, Set<Prefix> ofThisHost, List<Exemption> exemptions) {
    Counts counts = new Counts();
    try (CaptureFile capture = CaptureFile.open(file)) {
      PacketHeader header = new PacketHeader();
      while (capture.next()) {
        Captured packet = capture.packet();
        if (header.decode(packet.data(), packet.offset(), packet.length())) {
          counts.add(packet, header);
        }
      }
    }
    Set<Prefix> own = named.isEmpty() ? own(counts, ofThisHost) : new TreeSet<>(named);
    Set<Integer> services = new TreeSet<>();
    for (Service answer : counts.answers) {
      if (own.contains(answer.address())) services.add(answer.port());
    }
    double seconds = counts.packets == 0 ? 0 : (counts.last - counts.first) / 1e9;
    boolean exempt = mayBeExempt(counts, own, exemptions);
    return new Survey(counts.packets, seconds, own, services, exempt);
  }

  private static boolean mayBeExempt(Counts counts, Set<Prefix> own, List<Exemption> exemptions) {
    if (counts.addresses.size() >= MAX_ADDRESSES) return true;
    return counts.addresses.keySet().stream()
        .filter(address -> !own.contains(address))
        .anyMatch(address -> exemptions.stream().anyMatch(e -> e.prefix().contains(address)));
  }

  /** Multicast, broadcast, loopback: no host can have it as its address on a wire. */
  private static boolean isNobodys(Prefix address) {
    return NOBODYS.stream().anyMatch(prefix -> prefix.contains(address));
  }

  private static final List<Prefix> NOBODYS =
      Stream.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8")
          .map(Prefix::parse)
          .toList();

  private static Set<Prefix> own(Counts counts, Set<Prefix> ofThisHost) {
    Set<Prefix> own = new TreeSet<>(ofThisHost);
    own.retainAll(counts.addresses.keySet());
    if (!own.isEmpty()) return own;
    // Every packet comes from the host or goes to it, so its address is the commonest.
    for (boolean ipv6 : new boolean[] {false, true}) {
      List<Map.Entry<Prefix, long[]>> family = new ArrayList<>(counts.addresses.entrySet());
      family.removeIf(entry -> entry.getKey().ipv6() != ipv6 || isNobodys(entry.getKey()));
      family.stream()
          .max(Comparator.comparingLong(entry -> entry.getValue()[0]))
          .ifPresent(entry -> own.add(entry.getKey()));
    }
    return own;
  }
}
