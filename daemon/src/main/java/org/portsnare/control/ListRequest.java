package org.portsnare.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;
import org.portsnare.fact.Tool;

/**
 * Which bans to list.
 *
 * @param observed whether to list senders that are only recorded, in place of bans
 * @param since only those that began within this time; null for all
 * @param port only bans for touching this port; 0 for all
 * @param limit maximum number of bans; 0 for all
 * @param tool only bans whose first packet was sent by this program; null for all
 * @param counts whether to ask the kernel for the dropped packets of each ban
 */
public record ListRequest(
    boolean observed,
    @Nullable Duration since,
    int port,
    @Nullable Evidence evidence,
    long limit,
    boolean counts,
    @Nullable Tool tool) {
  public ListRequest(
      boolean observed,
      @Nullable Duration since,
      int port,
      @Nullable Evidence evidence,
      long limit,
      boolean counts) {
    this(observed, since, port, evidence, limit, counts, null);
  }
}
