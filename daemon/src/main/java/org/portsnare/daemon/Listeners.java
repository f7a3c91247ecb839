package org.portsnare.daemon;

import java.time.Instant;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.hit.HitKind;
import org.portsnare.hit.HitListener;

/** Tells the log and those who watch. */
record Listeners(BanLog log, Watchers watchers) implements HitListener {
  @Override
  public boolean wants(Outcome outcome) {
    boolean logged = log.wants(outcome);
    return watchers.wants(outcome) || logged;
  }

  @Override
  public void hit(Instant time, Prefix sender, int port, HitKind kind, Ban ban, Outcome what) {
    log.hit(time, sender, port, kind, ban, what);
    watchers.hit(time, sender, port, kind, ban, what);
  }

  @Override
  public void network(Ban ban) {
    log.network(ban);
  }
}
