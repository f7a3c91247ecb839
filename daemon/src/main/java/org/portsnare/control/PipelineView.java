package org.portsnare.control;

import io.avaje.jsonb.Json;

/**
 * Where the hits spent the daemon's time since its start: what grows fastest is the bottleneck.
 *
 * @param longestQueue the most hits that ever waited for the ledger
 * @param commits transactions of hits
 * @param recordMillis time to decode hits and write them into the transaction
 * @param commitMillis time until transactions were on the disk
 * @param kernelMillis time to tell the kernel what differs from a first ban
 */
@Json
public record PipelineView(
    long longestQueue, long commits, long recordMillis, long commitMillis, long kernelMillis) {}
