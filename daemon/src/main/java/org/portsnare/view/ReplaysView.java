package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * The report of {@code replay} for several captures.
 *
 * @param files the reports of all captures that could be replayed, in their order
 * @param packets packets in all of them
 * @param total counts of the senders of SYNs; a sender in several captures counts in each
 */
@Json
public record ReplaysView(List<ReplayView> files, long packets, ReplayView.Tally total) {}
