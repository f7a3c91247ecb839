package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hit, as {@code watch} shows it.
 *
 * @param address the sender
 * @param banned what was banned: the sender or a network around it
 * @param isNew whether this hit led to the ban
 */
@Json
public record HitView(
    Instant time,
    String address,
    int port,
    String protocol,
    String banned,
    @Nullable Instant expires,
    int nth,
    boolean isNew) {}
