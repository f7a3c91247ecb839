package org.portsnare.control;

import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;

/**
 * Bans of another program; all of them or none.
 *
 * @param lifetime of bans without a known end; null for the time in the configuration
 * @param reason text that is put before the detail of each
 * @param dry whether to report only what would happen
 * @param strict whether to refuse all of them if one touches an exemption
 * @param verbose whether to report what happens to each
 */
public record ImportRequest(
    Candidates candidates,
    @Nullable Lifetime lifetime,
    String reason,
    boolean dry,
    boolean strict,
    boolean verbose) {}
