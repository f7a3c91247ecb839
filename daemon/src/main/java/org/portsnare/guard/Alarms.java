package org.portsnare.guard;

import org.portsnare.config.Config;
import org.portsnare.firewall.Counters;
import org.portsnare.firewall.TablePort;
import org.portsnare.log.Log;
import org.portsnare.work.Deadline;

/**
 * Tells of a full set and of the flood breaker, once each time: by the kernel's counters, which
 * count whether anybody looks or not. One thread uses it.
 */
public final class Alarms {
  /** Without a packet above the rate for so long the flood is over. */
  private static final long CALM_MILLIS = 10_000;

  /** So many of the hit pipeline's commits between two ticks are a load. */
  private static final int BUSY_COMMITS = 2;

  /**
   * At rest every second tick will do: to read the counters is a fifth of an idle daemon's work.
   */
  private static final long REST_MILLIS = 1_000;

  private final Log log;
  private final Deadline rest = new Deadline();
  private final Deadline calm = new Deadline();
  private long commitsBefore;
  private boolean begun;
  private boolean wasFull;
  private boolean open;
  private long full;
  private final Deadline missedTold = new Deadline();
  private long above;
  private long aboveAtOpening;

  Alarms(Log log) {
    this.log = log;
  }

  /**
   * Whether it is time to {@link #look}: at every tick under load, else at every second one.
   *
   * @param commits transactions with hits since the start; a flood makes up to ten a second
   */
  boolean areDue(long commits) {
    boolean busy = open || commits - commitsBefore >= BUSY_COMMITS;
    commitsBefore = commits;
    if (!busy && !rest.isOver()) return false;
    rest.in(REST_MILLIS);
    return true;
  }

  /** Compares the counters with those of the last look. */
  void look(TablePort firewall, Config config) {
    Counters counters = firewall.counters();
    // With the trigger handshake every SYN is asked for proof, so that is no sign of a flood.
    boolean alwaysAsked = config.traps().trigger() == Config.TcpTrigger.HANDSHAKE;
    long now = counters.spared() + (alwaysAsked ? 0 : counters.asked());
    if (begun) {
      if (counters.full() > full) lookAtSets(firewall.isFull(), config.ban().max());
      lookAtBreaker(now, config);
    }
    begun = true;
    full = counters.full();
    above = now;
  }

  private void lookAtSets(boolean isFull, int max) {
    if (isFull && !wasFull) {
      wasFull = true;
      log.warn("a ban set is full, traps still drop but ban no more, raise ban.max", "max", max);
    } else if (!isFull && missedTold.isOver()) {
      log.notice("the kernel had no memory at hand for some new bans, made them from here");
    }
    if (!isFull) missedTold.in(CALM_MILLIS);
  }

  private void lookAtBreaker(long now, Config config) {
    if (now > above) {
      if (!open) {
        open = true;
        aboveAtOpening = above;
        log.warn(
            "flood breaker open: more new senders than may be banned, a lone packet bans no more",
            "ban.new-per-second",
            config.ban().newPerSecond());
      }
      calm.in(CALM_MILLIS);
    } else if (open && calm.isOver()) {
      open = false;
      log.notice("flood breaker closed", "spared", now - aboveAtOpening);
    }
  }

  /** The configuration has changed: what was full may be full again, and is told again. */
  void reset() {
    wasFull = false;
  }

  /** Whether a set was full since this configuration is in force. */
  public boolean wasFull() {
    return wasFull;
  }

  /** Whether the flood breaker is open. */
  public boolean breakerOpen() {
    return open;
  }
}
