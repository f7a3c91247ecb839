package org.portsnare.daemon;

import java.time.Instant;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.hit.HitKind;
import org.portsnare.hit.HitListener;

/**
 * A line in the log for each ban that a packet led to, and for each one that is confirmed. In a
 * flood only so many a second, and then how many more those were. One thread uses it.
 */
final class BanLog implements HitListener {
  private static final int LINES_A_SECOND = 20;
  private static final long SECOND_MILLIS = 1_000;

  private final Log log;
  private final Deadline second = new Deadline();
  private int left = LINES_A_SECOND;
  private int granted;
  private long told;
  private long before;

  BanLog(Log log) {
    this.log = log;
  }

  /** Grants a line, so that nothing is made of a hit that gets none. */
  @Override
  public boolean wants(Outcome outcome) {
    if (outcome != Outcome.BANNED && outcome != Outcome.CONFIRMED) return false;
    if (second.isOver()) {
      second.in(SECOND_MILLIS);
      left = LINES_A_SECOND;
    }
    if (left == 0) return false;
    left--;
    granted++;
    return true;
  }

  @Override
  public void hit(Instant time, Prefix sender, int port, HitKind kind, Ban ban, Outcome what) {
    if (granted == 0 || (what != Outcome.BANNED && what != Outcome.CONFIRMED)) return;
    granted--;
    if (what == Outcome.BANNED) told++;
    log.info(
        what == Outcome.BANNED ? "banned" : "ban confirmed",
        "address",
        ban.prefix(),
        "trigger",
        kind.trigger().label(),
        "port",
        port,
        "evidence",
        ban.evidence().label(),
        "until",
        ban.expires() == null ? "never" : ban.expires(),
        "nth",
        ban.nth());
  }

  @Override
  public void network(Ban ban) {
    log.notice("banned", "network", ban.prefix(), "why", ban.reason());
  }

  /**
   * Tells of those that had no line, once a second.
   *
   * @param bans how many there were since the start
   */
  void tick(long bans) {
    long more = bans - before - told;
    if (more > 0) log.info("banned more", "bans", more);
    before = bans;
    told = 0;
    granted = 0;
  }
}
