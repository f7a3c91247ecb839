package org.portsnare.hit;

import java.time.Instant;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;

/** Is told of every hit when it is in the ledger. */
public interface HitListener {
  /**
   * Takes note of a hit.
   *
   * @param sender the single address the packet came from
   * @param ban the ban it led to, or the one there was already
   * @param isNew whether this hit led to the ban
   */
  void hit(Instant time, Prefix sender, int port, Ban ban, boolean isNew);
}
