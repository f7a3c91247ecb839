package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an address is banned, or why not.
 *
 * @param verdict one sentence
 * @param banned whether its packets are dropped now
 * @param inKernel whether the kernel's sets have a ban that covers it
 * @param exemptions those that cover it
 * @param insideCount how many bans there are inside it, if it is a network
 * @param inside the newest of them
 * @param observed what is recorded of it without a ban; null for nothing
 * @param history every ban there is or was of it or a network around it, newest first
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
