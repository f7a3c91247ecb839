package org.portsnare.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.portsnare.fact.Tool;
import org.portsnare.ledger.query.BanQuery;

/**
 * Which bans to list.
 *
 * @param query without a time
 * @param since only those that began within this time; null for all
 * @param tool only bans of senders that use this tool; null for all
 * @param counts whether to ask the kernel for the dropped packets of each ban
 */
@SuppressWarnings("exports") // for the daemon alone
public record ListRequest(
    BanQuery query, @Nullable Duration since, @Nullable Tool tool, boolean counts) {
  /** All that match {@code query}, with their dropped packets. */
  public ListRequest(BanQuery query) {
    this(query, null, null, true);
  }
}
