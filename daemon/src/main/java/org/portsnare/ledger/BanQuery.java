package org.portsnare.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;

/**
 * Which active bans to list.
 *
 * @param observed those that are only recorded, instead
 * @param since only bans that began then or later
 * @param port only bans for touching this port; 0 for all
 * @param limit at most so many; 0 for all
 */
public record BanQuery(
    boolean observed, @Nullable Instant since, int port, @Nullable Evidence evidence, long limit) {
  public static final BanQuery ALL = new BanQuery(false, null, 0, null, 0);
}
