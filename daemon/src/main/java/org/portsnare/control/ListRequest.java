package org.portsnare.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;

/**
 * Which bans to list.
 *
 * @param observed those that are only recorded, instead
 * @param since only those that began within this time; null for all
 * @param port only those for touching this port; 0 for all
 * @param limit at most so many; 0 for all
 * @param counts whether the kernel shall be asked for the packets it has dropped, ban by ban
 */
public record ListRequest(
    boolean observed,
    @Nullable Duration since,
    int port,
    @Nullable Evidence evidence,
    long limit,
    boolean counts) {}
