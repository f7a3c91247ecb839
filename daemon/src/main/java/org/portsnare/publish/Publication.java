package org.portsnare.publish;

import java.time.Instant;

/**
 * A finished publication.
 *
 * @param at when the ledger was read
 * @param signed whether the manifest is signed
 */
public record Publication(Instant at, long bans, int files, boolean signed) {}
