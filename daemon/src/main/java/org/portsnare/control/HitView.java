package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hit, as {@code watch} shows it.
 *
 * @param address the sender
 * @param banned what was banned: the sender or a network around it
 * @param trigger which kind of trap it touched
 * @param outcome banned, counted, confirmed or observed
 */
@Json
public record HitView(
    Instant time,
    String address,
    int port,
    String protocol,
    String trigger,
    String evidence,
    String banned,
    @Nullable Instant expires,
    int nth,
    String outcome) {}
