package org.portsnare.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;

/**
 * Which active bans to list.
 *
 * @param since only bans that began then or later
 * @param port only bans for touching this port; 0 for all
 * @param limit at most so many; 0 for all
 */
public record BanQuery(@Nullable Instant since, int port, @Nullable Evidence evidence, long limit) {
  public static final BanQuery ALL = new BanQuery(null, 0, null, 0);
}
