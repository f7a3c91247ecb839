package org.portsnare.hit;

import java.time.Instant;
import java.util.Arrays;
import org.portsnare.ban.Prefix;
import org.portsnare.firewall.Ruleset;
import org.portsnare.ledger.Ledger;
import org.portsnare.packet.PacketHeader;

/** Keeps what banned senders say behind their handshake with their ban. One thread uses it. */
public final class SaidRecorder {
  private static final int BATCH = 500;

  private final HitQueue queue;
  private final HitQueue.Hit hit;
  private final PacketHeader header = new PacketHeader();

  public SaidRecorder(HitQueue queue) {
    this.queue = queue;
    this.hit = queue.cursor();
  }

  /** Whether nothing waits to be written. */
  public boolean isIdle() {
    return queue.size() == 0;
  }

  /** Writes what waits into the ledger; the bans must be there already. */
  public void record(Ledger ledger, Ruleset ruleset) {
    int count = Math.min(queue.size(), BATCH);
    if (count == 0) return;
    for (int i = 0; i < count; i++) {
      queue.peek(i, hit);
      if (!header.decode(hit.packet(), 0, hit.length())) continue;
      boolean ipv6 = header.ipv6();
      Prefix sender = Prefix.of(hit.packet(), header.sourceAt(), ipv6, ipv6 ? 128 : 32);
      Prefix prefix = ruleset.banOf(sender);
      byte[] packet = Arrays.copyOf(hit.packet(), hit.length());
      int from = header.payloadAt();
      // Only words, and no bare ACK or FIN.
      if (from >= packet.length) continue;
      Instant time = Instant.ofEpochMilli(hit.timeMillis());
      ledger.say(prefix, time, packet, from, Ruleset.SAID_PACKETS);
    }
    ledger.commit();
    queue.remove(count);
  }
}
