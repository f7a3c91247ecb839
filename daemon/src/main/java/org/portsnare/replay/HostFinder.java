package org.portsnare.replay;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.portsnare.ban.Prefix;
import org.portsnare.packet.PacketHeader;

/**
 * Finds the host that a capture was taken on, from the traffic of each address. The host is in
 * nearly all packets, but so is a scanner that is alone with it. So the addresses that receive
 * packets, get SYNs from others, and answer are counted too. Not thread-safe.
 */
final class HostFinder {
  /** Maximum number of addresses that are counted; the host's own come early and often. */
  static final int MAX_ADDRESSES = 65_536;

  /** Addresses that no host can have on a wire: multicast, broadcast, loopback. */
  private static final List<Prefix> NOBODYS =
      Stream.of("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8")
          .map(Prefix::parse)
          .toList();

  private static final int STEPS = 0x17;
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;
  private static final int RST = 0x04;

  private final Map<Prefix, Party> parties = new HashMap<>();

  /** The traffic of one address. */
  private static final class Party {
    private final Prefix address;
    private long sent;
    private long received;
    private long syns;
    private long accepted;

    /** Number of addresses whose first SYN goes to this one. */
    private long askers;

    /** SYNs received and answers sent, minus SYNs sent and answers received. */
    private long server;

    private int lastPort;
    private long portChanges;

    Party(Prefix address) {
      this.address = address;
    }

    private long packets() {
      return sent + received;
    }

    private long askers() {
      return askers;
    }

    private long server() {
      return server;
    }

    private long portChanges() {
      return portChanges;
    }

    private boolean receives() {
      return received > 0;
    }

    /**
     * Whether it sends SYNs that are mostly refused or unanswered, and gets no first SYN itself.
     */
    private boolean isScanner() {
      return askers == 0 && syns > 2 * accepted;
    }
  }

  /** Counts a packet. */
  void add(Prefix from, Prefix to, PacketHeader header) {
    Party source = party(from);
    Party target = party(to);
    source.sent++;
    target.received++;
    if (header.destinationPort() != target.lastPort) {
      target.lastPort = header.destinationPort();
      target.portChanges++;
    }
    if (header.hasTcp()) addTcp(source, target, header.tcpFlags());
  }

  /** The party of an address; above the limit, one that is not kept. */
  private Party party(Prefix address) {
    Party known = parties.get(address);
    if (known != null) return known;
    Party party = new Party(address);
    if (parties.size() < MAX_ADDRESSES) parties.put(address, party);
    return party;
  }

  private static void addTcp(Party source, Party target, int flags) {
    boolean asks = (flags & STEPS) == SYN;
    boolean accepts = (flags & STEPS) == SYN_ACK;
    if (asks) {
      if (source.syns++ == 0) target.askers++;
      source.server--;
      target.server++;
    } else if (accepts || (flags & RST) != 0) {
      source.server++;
      target.server--;
    }
    if (accepts) target.accepted++;
  }

  /** All addresses that were counted. */
  Set<Prefix> addresses() {
    return parties.keySet();
  }

  /** Whether an address that was counted behaves like a host. */
  boolean mayBeHost(Prefix address) {
    Party party = parties.get(address);
    return party != null && !isNobodys(address) && party.receives() && !party.isScanner();
  }

  /** Whether no host can have this address on a wire. */
  static boolean isNobodys(Prefix address) {
    return address.isUnreal() || NOBODYS.stream().anyMatch(prefix -> prefix.contains(address));
  }

  /** The host's addresses: at most one of each family. */
  Set<Prefix> hosts() {
    Set<Prefix> hosts = new TreeSet<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      List<Party> family =
          parties.values().stream()
              .filter(party -> party.address.ipv6() == ipv6 && !isNobodys(party.address))
              .toList();
      family = preferring(Party::receives, family);
      family = preferring(party -> !party.isScanner(), family);
      host(family).ifPresent(party -> hosts.add(party.address));
    }
    return hosts;
  }

  /** The parties that meet a condition; all if none does. */
  private static List<Party> preferring(Predicate<Party> condition, List<Party> all) {
    List<Party> some = all.stream().filter(condition).toList();
    return some.isEmpty() ? all : some;
  }

  private static Optional<Party> host(Collection<Party> parties) {
    long most = parties.stream().mapToLong(Party::packets).max().orElse(0);
    return parties.stream()
        .filter(party -> party.packets() >= most - most / 20)
        .max(
            Comparator.comparingLong(Party::askers)
                .thenComparingLong(Party::server)
                .thenComparingLong(Party::portChanges)
                .thenComparing(party -> party.address, Comparator.reverseOrder()));
  }
}
