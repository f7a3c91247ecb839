package org.portsnare.ledger.query;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;

/**
 * Which active bans to list, and in which order.
 *
 * @param observed lists the senders that are only recorded, instead of the active bans
 * @param since only bans that began at this time or later
 * @param ports only bans for touching one of these ports; empty for all
 * @param touching only bans inside this prefix, or around it; null for all
 * @param begins text with which the prefix of a ban begins; empty for all
 * @param before only bans with a smaller id: a further page; 0 for all
 * @param limit maximum number of bans; 0 for all
 */
public record BanQuery(
    boolean observed,
    @Nullable Instant since,
    Set<Integer> ports,
    @Nullable Evidence evidence,
    @Nullable Trigger trigger,
    @Nullable Prefix touching,
    String begins,
    long before,
    Order order,
    long limit) {
  /** All active bans, newest first. */
  public static final BanQuery ALL =
      new BanQuery(false, null, Set.of(), null, null, null, "", 0, Order.NEWEST, 0);

  public BanQuery {
    ports = Set.copyOf(ports);
    if (!begins.matches("[0-9a-f.:/]*")) throw new IllegalArgumentException(begins);
  }

  /** Orders of a list; among equals, the newest comes first. */
  public enum Order {
    NEWEST,
    /** The most hits first. */
    HITS,
    /** The most dropped packets first, as the last pass has counted them. */
    DROPPED,
    /** The prefixes that were banned most often first. */
    REPEATS
  }

  /** The same, from {@code time} on. */
  public BanQuery since(@Nullable Instant time) {
    return new BanQuery(
        observed, time, ports, evidence, trigger, touching, begins, before, order, limit);
  }

  /** A page of the same: at most {@code number} bans with an id below {@code id}. */
  public BanQuery page(long id, long number) {
    return new BanQuery(
        observed, since, ports, evidence, trigger, touching, begins, id, order, number);
  }
}
