package org.portsnare.hit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Trigger;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netfilter.nflog.PacketEvent;

/**
 * What the kernel's rule said a logged packet is, by its log prefix.
 *
 * @param trigger which trap it touched
 * @param observed whether it is only to be recorded
 * @param missed whether the kernel could not ban the sender; why, its packet has to tell
 * @param said whether it is what a banned sender says behind its handshake
 */
public record HitKind(Trigger trigger, boolean observed, boolean said, boolean missed) {
  /** What a cursor has before it is filled. */
  static final HitKind NONE = new HitKind(Trigger.FOUND, false, false, false);

  private static final HitKind SAID = new HitKind(Trigger.HANDSHAKE, false, true, false);

  @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
  private record Prefix(byte[] text, HitKind kind) {}

  private static final List<Prefix> PREFIXES = prefixes();

  private static List<Prefix> prefixes() {
    List<Prefix> prefixes = new ArrayList<>();
    for (Trigger trigger :
        List.of(
            Trigger.SYN,
            Trigger.HANDSHAKE,
            Trigger.STEALTH,
            Trigger.CLOSED,
            Trigger.SWEEP,
            Trigger.UDP)) {
      prefixes.add(prefix(trigger.label(), new HitKind(trigger, false, false, false)));
      prefixes.add(
          prefix(Ruleset.OBSERVED + trigger.label(), new HitKind(trigger, true, false, false)));
    }
    prefixes.add(prefix(Ruleset.SAID, SAID));
    prefixes.add(prefix(Ruleset.MISSED, new HitKind(Trigger.SYN, false, false, true)));
    return List.copyOf(prefixes);
  }

  private static Prefix prefix(String text, HitKind kind) {
    return new Prefix(text.getBytes(StandardCharsets.US_ASCII), kind);
  }

  /** What it would have been, had the kernel been able to ban the sender. */
  HitKind of(Trigger why) {
    return new HitKind(why, observed, said, missed);
  }

  /** The kind of an event; null for one that is not ours. */
  public static @Nullable HitKind of(PacketEvent event) {
    for (Prefix prefix : PREFIXES) {
      if (event.hasPrefix(prefix.text)) return prefix.kind;
    }
    return null;
  }
}
