package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.allow.Exemption;

/** A prefix that is never banned, and why; {@code until} is null for good. */
@Json
public record ExemptionView(String prefix, String kind, String reason, @Nullable Instant until) {
  /** An exemption in force. */
  public static ExemptionView of(Exemption exemption) {
    return new ExemptionView(
        exemption.prefix().toString(),
        exemption.kind().label(),
        exemption.reason(),
        exemption.until());
  }
}
