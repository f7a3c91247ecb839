package org.portsnare.ledger.query;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;

/**
 * A ban, active or past, as the ledger has it.
 *
 * @param packet the first bytes of the packet that led to the ban; empty if there was none
 * @param said packets that the sender sent after its handshake, oldest first
 * @param ended when it ended; null while it is active
 * @param ending why it ended: expired, unbanned, allowed, replaced or no sender; empty while it is
 *     active
 */
@SuppressWarnings("ArrayRecordComponent") // shown, never compared
public record PastBan(
    Ban ban, byte[] packet, List<byte[]> said, @Nullable Instant ended, String ending) {
  public PastBan {
    said = List.copyOf(said);
  }
}
