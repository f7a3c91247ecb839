package org.portsnare.hit;

/**
 * What waits to be written.
 *
 * @param hits packets that led to a ban, or were recorded
 * @param said first words of senders that have proved to be real
 */
public record HitQueues(HitQueue hits, HitQueue said) {}
