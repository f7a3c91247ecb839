package org.portsnare.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.hit.HitKind;
import org.portsnare.netfilter.nflog.PacketEvent;
import org.portsnare.packet.PacketHeader;

/** Collects the hits that the rules of one scratch host log. Thread-safe. */
final class Verdicts {
  private static final int MAX_SENDERS = 262_144;

  private final PacketHeader header = new PacketHeader();
  private final Map<Prefix, Hit> hits = new LinkedHashMap<>();

  /** The first hit of a sender. */
  private record Hit(HitKind kind, int port, long number, boolean proven) {
    Hit proof() {
      return new Hit(kind, port, number, true);
    }
  }

  /** Notes a packet that the kernel has logged. */
  synchronized void logged(PacketEvent event) {
    HitKind kind = HitKind.of(event);
    if (kind == null || kind.said()) return;
    if (!header.decode(event.payload(), 0, event.payloadLength())) return;
    Prefix sender = header.sender();
    boolean proof = kind.trigger() == Trigger.HANDSHAKE;
    Hit known = hits.get(sender);
    if (known != null) {
      if (proof && !known.proven) hits.put(sender, known.proof());
    } else if (hits.size() < MAX_SENDERS) {
      long number = Wire.number(event.hardwareSource());
      hits.put(sender, new Hit(kind, header.destinationPort(), number, proof));
    }
  }

  /** The verdicts, in the order in which they were logged. */
  synchronized List<Verdict> of(Ruleset ruleset) {
    Map<Prefix, Verdict> verdicts = new LinkedHashMap<>();
    hits.forEach(
        (sender, hit) -> {
          Verdict verdict = verdict(ruleset.banOf(sender), sender, hit);
          verdicts.merge(
              verdict.banned(), verdict, (first, _) -> hit.proven ? first.confirmed() : first);
        });
    return List.copyOf(verdicts.values());
  }

  private static Verdict verdict(Prefix banned, Prefix sender, Hit hit) {
    return new Verdict(
        banned,
        sender,
        hit.kind.trigger(),
        hit.proven ? Evidence.CONFIRMED : Evidence.PROBABLE,
        hit.port,
        hit.number,
        0,
        null,
        hit.kind.observed());
  }
}
