package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of the daemon, in sections.
 *
 * @param coverage how many of the senders that met no service were caught
 * @param publish the published lists; null for none
 * @param exemptions senders that are never banned
 * @param warnings warnings for the administrator
 */
@Json
public record StatusView(
    Daemon daemon,
    Rules rules,
    Bans bans,
    Packets packets,
    CoverageView coverage,
    Hits hits,
    Reconciler reconciler,
    Ledger ledger,
    @Nullable PublishView publish,
    List<ExemptionView> exemptions,
    List<String> warnings) {

  /**
   * The process.
   *
   * @param config path of the configuration file
   * @param trialUntil end of the trial of the configuration; null without a trial
   * @param web address of the web page; empty for none
   */
  @Json
  public record Daemon(
      String version,
      long pid,
      Instant started,
      String config,
      @Nullable Instant trialUntil,
      String web) {}

  /**
   * What is in force.
   *
   * @param table {@code owner+persist}, or {@code shared, watched}: then the daemon repairs it
   * @param interfaces names of the guarded interfaces
   * @param traps TCP trap ports, single or as ranges
   * @param udpTraps UDP trap ports, in the same way
   * @param kinds each kind of trap, and the packets that it takes, in words
   * @param proof how a sender can prove that it is real, in words
   * @param observe whether nothing is banned or dropped, only recorded
   * @param listeningTraps trap ports that are no traps now, because a local program listens on them
   */
  @Json
  public record Rules(
      String table,
      List<String> interfaces,
      List<String> traps,
      List<String> udpTraps,
      List<String> kinds,
      String proof,
      boolean observe,
      List<Integer> listeningTraps) {}

  /**
   * How many bans there are.
   *
   * @param active bans of the ledger that have not ended
   * @param inKernel bans in the kernel, and ended ones that it has not removed yet; -1 if unknown
   * @param max maximum number of bans in each set
   * @param observed senders that are recorded and not banned
   */
  @Json
  public record Bans(long active, long inKernel, long max, long observed) {}

  /**
   * Packets that the table has counted since it was made.
   *
   * @param trapped packets that led to a ban or were recorded
   * @param dropped packets of banned senders that were dropped
   * @param full trap packets dropped whose sender could not be banned because the set was full
   * @param belowThreshold trap packets dropped of senders with too few hits for a ban
   * @param proved handshakes with traps that were completed
   * @param asked SYNs answered with a SYN cookie and no ban: the flood breaker, or the trigger
   * @param spared packets dropped without a ban by the flood breaker
   * @param guessed ACKs to traps above the limit per sender
   * @param breakerOpen whether there are more new senders now than may be banned for one packet
   */
  @Json
  public record Packets(
      long trapped,
      long dropped,
      long full,
      long belowThreshold,
      long proved,
      long asked,
      long spared,
      long guessed,
      boolean breakerOpen) {}

  /**
   * Hits on their way from the kernel to the ledger.
   *
   * @param read hits that were read since the start
   * @param waiting hits that were read and are not in the ledger yet
   * @param losses how often the kernel dropped events
   * @param pipeline time of the daemon for hits
   */
  @Json
  public record Hits(long read, long waiting, long losses, PipelineView pipeline) {}

  /**
   * What keeps ledger and kernel equal.
   *
   * @param drift differences that its last pass found
   * @param repaired bans that it has put back into the kernel
   * @param found bans that it found in the kernel and not in the ledger
   * @param last end of its last pass; null before the first
   */
  @Json
  public record Reconciler(long drift, long repaired, long found, @Nullable Instant last) {}

  /**
   * The file with all bans.
   *
   * @param error why it cannot be written now; empty if it can
   */
  @Json
  public record Ledger(String path, String error) {}
}
