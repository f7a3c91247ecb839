package org.portsnare.ledger.query;

import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;

/**
 * A ban in a list.
 *
 * @param id larger for later bans
 * @param packet the first bytes of the packet that led to it; empty if there was none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Listed(long id, Ban ban, byte[] packet) {
  private static final byte[] NO_PACKET = {};

  /** As the ledger has it. */
  public static Listed of(long id, Ban ban, byte @Nullable [] packet) {
    return new Listed(id, ban, packet == null ? NO_PACKET : packet);
  }
}
