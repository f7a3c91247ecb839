package org.portsnare.view;

import io.avaje.jsonb.Json;

/**
 * Time of the daemon for hits since its start: the time that grows fastest is the bottleneck.
 *
 * @param longestQueue maximum number of hits that waited for the ledger
 * @param commits number of transactions with hits
 * @param recordMillis time to decode hits and write them into the transaction
 * @param commitMillis time until transactions were on the disk
 * @param kernelMillis time to send bans to the kernel that differ from a first ban
 */
@Json
public record PipelineView(
    long longestQueue, long commits, long recordMillis, long commitMillis, long kernelMillis) {}
