package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.util.List;

/**
 * What {@code replay} reports of several captures.
 *
 * @param files of each capture that could be replayed, in their order
 * @param packets of all of them
 * @param total what became of the senders of SYNs; one that is in several captures counts in each
 */
@Json
public record ReplaysView(List<ReplayView> files, long packets, ReplayView.Tally total) {}
