package org.portsnare.ledger.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;

/**
 * Which active bans to list.
 *
 * @param observed lists the senders that are only recorded, instead of the active bans
 * @param since only bans that began at this time or later
 * @param port only bans for touching this port; 0 for all
 * @param limit maximum number of bans; 0 for all
 */
public record BanQuery(
    boolean observed, @Nullable Instant since, int port, @Nullable Evidence evidence, long limit) {
  public static final BanQuery ALL = new BanQuery(false, null, 0, null, 0);
}
