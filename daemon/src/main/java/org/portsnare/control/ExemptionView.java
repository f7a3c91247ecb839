package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A prefix that is never banned, and why; {@code until} is null for good. */
@Json
public record ExemptionView(String prefix, String reason, @Nullable Instant until) {}
