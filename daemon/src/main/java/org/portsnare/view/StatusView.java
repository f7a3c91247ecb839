package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the daemon.
 *
 * @param trialUntil end of the trial of the configuration; null without a trial
 * @param table {@code owner+persist}, or {@code shared, watched}: then the daemon repairs it
 * @param traps TCP trap ports, single or as ranges
 * @param udpTraps UDP trap ports, in the same way
 * @param rules each kind of trap, and the packets that it takes, in words
 * @param proof how a sender can prove that it is real, in words
 * @param observe whether nothing is banned or dropped, only recorded
 * @param listeningTraps trap ports that are no traps now, because a local program listens on them
 * @param bansInKernel bans in the kernel, and ended ones that it has not removed yet; -1 if unknown
 * @param trapped packets that led to a ban or were recorded, since the table was made
 * @param dropped packets of banned senders that were dropped, since the table was made
 * @param full trap packets dropped whose sender could not be banned because the set was full
 * @param belowThreshold trap packets dropped of senders with too few hits for a ban
 * @param proved handshakes with traps that were completed
 * @param asked SYNs answered with a SYN cookie and no ban: the flood breaker, or the trigger
 * @param spared packets dropped without a ban by the flood breaker
 * @param guessed ACKs to traps above the limit per sender
 * @param breakerOpen whether there are more new senders now than may be banned for one packet
 * @param observed senders that are recorded and not banned
 * @param coverage how many of the senders that met no service were caught
 * @param eventLosses how often the kernel dropped events
 * @param pipeline time of the daemon for hits
 * @param drift differences that the last pass of the reconciler found
 * @param ledgerError why the ledger cannot be written now; empty if it can
 * @param publish the published lists; null for none
 * @param web address of the web page; empty for none
 * @param warnings warnings for the administrator
 */
@Json
public record StatusView(
    String version,
    long pid,
    Instant started,
    String config,
    @Nullable Instant trialUntil,
    String table,
    List<String> interfaces,
    List<String> traps,
    List<String> udpTraps,
    List<String> rules,
    String proof,
    boolean observe,
    List<Integer> listeningTraps,
    long bans,
    long bansInKernel,
    long max,
    long trapped,
    long dropped,
    long full,
    long belowThreshold,
    long proved,
    long asked,
    long spared,
    long guessed,
    boolean breakerOpen,
    long observed,
    CoverageView coverage,
    long hitsRead,
    long hitsWaiting,
    long eventLosses,
    PipelineView pipeline,
    long drift,
    long repaired,
    long foundInKernel,
    @Nullable Instant lastReconciled,
    String ledger,
    String ledgerError,
    @Nullable PublishView publish,
    String web,
    List<ExemptionView> exemptions,
    List<String> warnings) {}
