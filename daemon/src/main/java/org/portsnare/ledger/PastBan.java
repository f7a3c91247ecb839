package org.portsnare.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;

/**
 * A ban as the ledger has it.
 *
 * @param packet the first bytes of the packet that led to it; empty if there was none
 * @param ended when it ended; null while it is active
 * @param ending why it ended: expired, unbanned or replaced; empty while it is active
 */
@SuppressWarnings("ArrayRecordComponent") // shown, never compared
public record PastBan(Ban ban, byte[] packet, @Nullable Instant ended, String ending) {}
