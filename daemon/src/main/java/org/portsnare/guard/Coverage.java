package org.portsnare.guard;

import java.time.Duration;
import java.time.Instant;
import org.portsnare.firewall.TablePort;
import org.portsnare.ledger.Ledger;
import org.portsnare.view.CoverageView;
import org.portsnare.work.Deadline;

/**
 * How many of the senders that meet no service are caught. The kernel notes those that are not; the
 * ledger has the others. Runs on the worker's thread.
 */
public final class Coverage {
  private static final Duration DAY = Duration.ofDays(1);

  /** Of the newest bans. */
  private static final int LOOKED_AT = 100_000;

  /** To count takes up to 0.1 s; an older kernel lists the set for it. */
  private static final long KEPT_MILLIS = 5_000;

  private final Deadline next = new Deadline();
  private CoverageView last = new CoverageView(0, 0);

  CoverageView look(Ledger ledger, TablePort firewall, boolean observes, Instant now) {
    if (!next.isOver()) return last;
    Instant since = now.minus(DAY);
    long caught =
        observes ? ledger.observed().countSince(since) : ledger.caughtSince(since, LOOKED_AT);
    last = new CoverageView(caught, firewall.unserved());
    next.in(KEPT_MILLIS);
    return last;
  }
}
