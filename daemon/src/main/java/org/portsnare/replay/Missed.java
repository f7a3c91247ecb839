package org.portsnare.replay;

import java.util.List;
import org.portsnare.ban.Prefix;

/**
 * A sender of SYNs that no rule caught.
 *
 * @param syns number of SYNs that it sent to the host
 * @param ports the first eight ports that it touched, sorted
 */
public record Missed(Prefix sender, long syns, List<Integer> ports) {
  public Missed {
    ports = List.copyOf(ports);
  }
}
