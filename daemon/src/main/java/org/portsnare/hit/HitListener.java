package org.portsnare.hit;

import java.time.Instant;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;

/** Is told of every hit when it is in the ledger. */
public interface HitListener {
  /** Whether anybody wants to be told of one more hit that did this. */
  boolean wants(Outcome outcome);

  /**
   * Takes note of a hit.
   *
   * @param sender the single address the packet came from
   * @param ban the ban it led to, or the one there was already; as if, where it is only recorded
   * @param what what it did
   */
  void hit(Instant time, Prefix sender, int port, HitKind kind, Ban ban, Outcome what);

  /** Takes note of the ban of a network in which there are enough offenders now. */
  default void network(Ban ban) {}

  /** What a hit did. */
  enum Outcome {
    /** It led to the ban. */
    BANNED,
    /** There was a ban already, to which it was added. */
    COUNTED,
    /** It made a probable ban a confirmed one. */
    CONFIRMED,
    /** It was recorded, and nobody is banned. */
    OBSERVED
  }
}
