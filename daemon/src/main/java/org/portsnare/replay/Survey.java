package org.portsnare.replay;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.portsnare.allow.Exemption;
import org.portsnare.ban.Prefix;
import org.portsnare.capture.CaptureFile;
import org.portsnare.capture.Captured;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.packet.PacketHeader;

/**
 * What is known about the host of a capture from the capture.
 *
 * @param packets number of IP packets
 * @param seconds time from the first to the last packet
 * @param own the host's own addresses
 * @param services TCP ports on which the host answered: no traps, and not closed
 * @param carriers kinds of tunnels and frames whose inner packets are not read, by name, with their
 *     counts
 * @param exempt addresses in the capture that are exempt and not the host's own
 */
public record Survey(
    long packets,
    double seconds,
    Set<Prefix> own,
    Set<Integer> services,
    Map<String, Long> carriers,
    Set<Prefix> exempt) {
  private static final int MAX_SERVICES = 4_096;
  private static final int SYN_ACK = 0x12;
  private static final int STEPS = 0x17;

  public Survey {
    own = Set.copyOf(own);
    services = Set.copyOf(services);
    carriers = Map.copyOf(carriers);
    exempt = Set.copyOf(exempt);
  }

  private record Service(Prefix address, int port) {}

  /** The counts of one pass over the file. */
  private static final class Counts {
    private final List<Exemption> exemptions;
    private final Set<Prefix> exempt = new HashSet<>();
    private final HostFinder finder = new HostFinder();
    private final Set<Service> answers = new HashSet<>();
    private final Map<String, Long> carriers = new TreeMap<>();
    private long packets;
    private long first;
    private long last;

    Counts(List<Exemption> exemptions) {
      this.exemptions = exemptions;
    }

    void add(Captured packet, PacketHeader header) {
      if (packets++ == 0) first = packet.timeNanos();
      last = Math.max(last, packet.timeNanos());
      Prefix source = Sieve.address(packet, header, header.sourceAt());
      Prefix target = Sieve.address(packet, header, header.destinationAt());
      noteIfExempt(source);
      noteIfExempt(target);
      finder.add(source, target, header);
      int end = packet.offset() + packet.length();
      Tunnel tunnel = Tunnel.of(packet.data(), end, header);
      if (tunnel != null) carriers.merge(tunnel.label(), 1L, Long::sum);
      boolean answer = header.hasTcp() && (header.tcpFlags() & STEPS) == SYN_ACK;
      // One of our traps asked for proof: nothing listened there.
      boolean ours = answer && header.tcpWindow() == Ruleset.SAID_LENGTH;
      if (answer && !ours && answers.size() < MAX_SERVICES) {
        answers.add(new Service(source, header.sourcePort()));
      }
    }

    private void noteIfExempt(Prefix address) {
      if (finder.addresses().contains(address)) return;
      if (exempt.size() >= HostFinder.MAX_ADDRESSES) return;
      if (exemptions.stream().anyMatch(e -> e.prefix().contains(address))) exempt.add(address);
    }
  }

  /**
   * Reads the whole file once.
   *
   * @param named own addresses from the user; if there are none, they are found
   * @param ofThisHost the addresses of this machine, which are used if they occur in the capture
   * @param exemptions prefixes that are never banned
   */
  static Survey of(
      Path file, List<Prefix> named, Set<Prefix> ofThisHost, List<Exemption> exemptions) {
    Counts counts = new Counts(exemptions);
    try (CaptureFile capture = CaptureFile.open(file)) {
      PacketHeader header = new PacketHeader();
      while (capture.next()) {
        Captured packet = capture.packet();
        if (header.decode(packet.data(), packet.offset(), packet.length())) {
          counts.add(packet, header);
        }
      }
      counts.carriers.putAll(capture.carriers());
      long unknown = capture.unknownLink();
      if (unknown > 0) counts.carriers.put("of an unknown link type", unknown);
    }
    Set<Prefix> own = named.isEmpty() ? own(counts.finder, ofThisHost) : new TreeSet<>(named);
    Set<Integer> services = new TreeSet<>();
    for (Service answer : counts.answers) {
      if (own.contains(answer.address())) services.add(answer.port());
    }
    double seconds = counts.packets == 0 ? 0 : (counts.last - counts.first) / 1e9;
    counts.exempt.removeAll(own);
    return new Survey(counts.packets, seconds, own, services, counts.carriers, counts.exempt);
  }

  private static Set<Prefix> own(HostFinder finder, Set<Prefix> ofThisHost) {
    Set<Prefix> own = new TreeSet<>(ofThisHost);
    own.retainAll(finder.addresses());
    own.removeIf(address -> !finder.mayBeHost(address));
    return own.isEmpty() ? finder.hosts() : own;
  }
}
