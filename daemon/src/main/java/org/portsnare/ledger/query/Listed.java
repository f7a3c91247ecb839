package org.portsnare.ledger.query;

import org.portsnare.ban.Ban;

/**
 * A ban in a list.
 *
 * @param id larger for later bans
 * @param packet the first bytes of the packet that led to it; empty if there was none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Listed(long id, Ban ban, byte[] packet) {}
