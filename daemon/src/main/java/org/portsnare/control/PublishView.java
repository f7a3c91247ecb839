package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is published.
 *
 * @param dir the directory with the files
 * @param last when the last publication was made; null if this daemon has made none
 * @param bans how many bans were in it
 * @param signed whether it is signed
 * @param error why the last attempt failed; empty if it did not
 */
@Json
public record PublishView(
    String dir, @Nullable Instant last, long bans, boolean signed, String error) {}
