package org.portsnare.ban;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Bans as a SYN to a trap makes them. */
public final class TestBans {
  private TestBans() {}

  /** Probable, the first one of its prefix, for one SYN to port 23. */
  public static Ban syn(Prefix prefix, Instant since, @Nullable Instant expires) {
    return syn(prefix, since, expires, 23, Evidence.PROBABLE);
  }

  /** As the other one, for a SYN to any port, and with any evidence. */
  public static Ban syn(
      Prefix prefix, Instant since, @Nullable Instant expires, int port, Evidence evidence) {
    return new Ban(
        prefix,
        since,
        expires,
        false,
        Trigger.SYN,
        evidence,
        new Ban.Touched("tcp", port, "wan"),
        1,
        0,
        1,
        "");
  }
}
