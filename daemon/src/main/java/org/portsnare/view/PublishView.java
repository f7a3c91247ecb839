package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The published lists.
 *
 * @param dir the directory with the files
 * @param last time of the last publication; null if this daemon has made none
 * @param bans number of bans in it
 * @param signed whether it is signed
 * @param error why the last attempt failed; empty if it did not
 */
@Json
public record PublishView(
    String dir, @Nullable Instant last, long bans, boolean signed, String error) {}
