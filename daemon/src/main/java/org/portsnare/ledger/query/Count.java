package org.portsnare.ledger.query;

/**
 * A number of bans that have something in common, or of packets.
 *
 * @param name what they have in common; empty for all that had no place of their own
 */
public record Count(String name, long number) {}
