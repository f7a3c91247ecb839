package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.fact.ToolName;
import org.portsnare.fact.Tools;

/**
 * What a TCP packet tells of the program that has sent it.
 *
 * @param tool the program; empty for none that is known
 * @param certain whether the packet has a mark that honest programs do not set
 * @param why the marks in words; empty without a program
 * @param shape window, option kinds, segment size and scale: {@code 1024:2:1460:}
 */
@Json
public record FingerprintView(String tool, boolean certain, String why, String shape) {
  /** Of a packet's first bytes; null if it is no TCP packet. */
  public static @Nullable FingerprintView of(byte[] packet, Instant time) {
    String shape = Tools.shape(packet);
    if (shape.isEmpty()) return null;
    ToolName name = Tools.name(packet, time);
    if (name == null) return new FingerprintView("", false, "", shape);
    return new FingerprintView(name.tool().label(), name.certain(), name.why(), shape);
  }
}
