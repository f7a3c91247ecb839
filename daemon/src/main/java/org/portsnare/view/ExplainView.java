package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an address is banned, or why not.
 *
 * @param verdict one sentence
 * @param banned whether its packets are dropped now
 * @param inKernel whether the kernel's sets have a ban that covers it
 * @param exemptions exemptions that cover it
 * @param insideCount number of bans inside it, if it is a network
 * @param inside the newest bans inside it
 * @param observed its record without a ban; null for none
 * @param history all active and past bans of it, or of a network around it, newest first
 */
@Json
public record ExplainView(
    String address,
    String verdict,
    boolean banned,
    boolean inKernel,
    List<ExemptionView> exemptions,
    long insideCount,
    List<String> inside,
    @Nullable HistoryView observed,
    List<HistoryView> history) {}
