package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the daemon is.
 *
 * @param table owner+persist, or shared: then a watcher heals it
 * @param listeningTraps trap ports that are spared because a local program listens on them
 * @param bansInKernel -1 where the kernel does not say
 * @param trapped packets that led to a ban, since the table was made
 * @param dropped packets of banned senders that were dropped, since the table was made
 * @param full trap packets dropped whose sender could not be banned because the set was full
 * @param belowThreshold trap packets dropped of senders with too few hits for a ban
 * @param eventLosses how often the kernel threw events away
 * @param drift differences that the last pass of the reconciler found
 * @param ledgerError why the ledger cannot be written now; empty if it can
 * @param warnings what the administrator should know
 */
@Json
public record StatusView(
    String version,
    long pid,
    Instant started,
    String config,
    String table,
    List<String> interfaces,
    List<String> traps,
    List<Integer> listeningTraps,
    long bans,
    long bansInKernel,
    long max,
    long trapped,
    long dropped,
    long full,
    long belowThreshold,
    long hitsRead,
    long hitsWaiting,
    long eventLosses,
    long drift,
    long repaired,
    long foundInKernel,
    @Nullable Instant lastReconciled,
    String ledger,
    String ledgerError,
    List<ExemptionView> exemptions,
    List<String> warnings) {}
