package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the daemon is.
 *
 * @param trialUntil until when the configuration is on trial; null if it is not
 * @param table owner+persist, or shared: then a watcher heals it
 * @param traps TCP trap ports, single or as ranges
 * @param udpTraps UDP trap ports, in the same way
 * @param rules what is a trap and what it takes, in words, one kind each
 * @param proof how proof of a handshake is got, in words
 * @param observe whether nothing is banned or dropped, only recorded
 * @param listeningTraps trap ports that are spared because a local program listens on them
 * @param bansInKernel with those that have ended and are not collected yet; -1 where the kernel
 *     does not say
 * @param trapped packets that led to a ban, since the table was made
 * @param dropped packets of banned senders that were dropped, since the table was made
 * @param full trap packets dropped whose sender could not be banned because the set was full
 * @param belowThreshold trap packets dropped of senders with too few hits for a ban
 * @param proved handshakes with traps that were completed
 * @param asked SYNs answered with a SYN cookie and no ban: the flood breaker, or the trigger
 * @param spared packets dropped without a ban by the flood breaker
 * @param guessed ACKs to traps beyond what one sender may try
 * @param breakerOpen whether there are more new senders now than may be banned for one packet
 * @param observed senders that are recorded and not banned
 * @param coverage how many of the senders that met no service were caught
 * @param eventLosses how often the kernel threw events away
 * @param pipeline where hits spent the daemon's time
 * @param drift differences that the last pass of the reconciler found
 * @param ledgerError why the ledger cannot be written now; empty if it can
 * @param publish what is published; null for nothing
 * @param web where the web page is served; empty for nowhere
 * @param warnings what the administrator should know
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
