package org.portsnare.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.Ruleset;
import org.portsnare.hit.HitKind;
import org.portsnare.netfilter.nflog.PacketEvent;
import org.portsnare.packet.PacketHeader;

/** Gathers what the rules of one scratch host log. Thread-safe. */
final class Verdicts {
  private static final int COMPARED = 128;

  /** Packets that are remembered to tell their numbers: NFLOG is at most 100 ms behind. */
  private static final int MAX_FED = 200_000;

  private static final int MAX_EVENTS = 5_000_000;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Event(HitKind kind, byte[] packet, long number) {}

  private final List<Event> events = new ArrayList<>();
  private final Map<Integer, Long> fed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
          return size() > MAX_FED;
        }
      };

  /** Notes the number of a packet that is about to be fed. */
  synchronized void feeding(byte[] data, int from, int length, long number) {
    fed.put(hash(data, from, length), number);
  }

  private static int hash(byte[] data, int from, int length) {
    int end = from + Math.min(length, COMPARED);
    int hash = 1;
    for (int i = from; i < end; i++) hash = 31 * hash + data[i];
    return hash;
  }

  /** Takes note of what the kernel has logged. */
  synchronized void logged(PacketEvent event) {
    HitKind kind = HitKind.of(event);
    if (kind == null || kind.said() || events.size() >= MAX_EVENTS) return;
    byte[] packet = Arrays.copyOf(event.payload(), event.payloadLength());
    long number = fed.getOrDefault(hash(packet, 0, packet.length), 0L);
    events.add(new Event(kind, packet, number));
  }

  /** The verdicts, in the order of their packets. */
  synchronized List<Verdict> of(Ruleset ruleset) {
    Map<Prefix, Verdict> verdicts = new LinkedHashMap<>();
    PacketHeader header = new PacketHeader();
    for (Event event : events) {
      if (!header.decode(event.packet, 0, event.packet.length)) continue;
      int bits = header.ipv6() ? 128 : 32;
      Prefix sender = Prefix.of(event.packet, header.sourceAt(), header.ipv6(), bits);
      Prefix banned = ruleset.banOf(sender);
      boolean proof = event.kind.trigger() == Trigger.HANDSHAKE;
      Verdict known = verdicts.get(banned);
      if (known == null) {
        verdicts.put(banned, verdict(event, banned, sender, header, proof));
      } else if (proof) {
        verdicts.put(banned, known.confirmed());
      }
    }
    return verdicts.values().stream()
        .sorted(Comparator.comparingLong(Verdict::packet).thenComparing(Verdict::banned))
        .toList();
  }

  private static Verdict verdict(
      Event event, Prefix banned, Prefix sender, PacketHeader header, boolean proof) {
    return new Verdict(
        banned,
        sender,
        event.kind.trigger(),
        proof ? Evidence.CONFIRMED : Evidence.PROBABLE,
        header.destinationPort(),
        event.number,
        event.kind.observed());
  }
}
