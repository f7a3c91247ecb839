package org.portsnare.ledger.query;

/**
 * What a count of the history is about.
 *
 * @param hour begin of an hour, in hours since 1970, UTC
 * @param name see {@link Count#name}
 */
public record Slot(long hour, Dimension dimension, String name) {}
