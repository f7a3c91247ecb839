package org.portsnare.bench;

import java.util.Map;
import org.portsnare.testing.Lab;

/** A peer from a package, on a host that is prepared for it. */
interface HostedPeer extends Peer {
  /** Where it runs. */
  PeerLab host();

  @Override
  default Lab lab() {
    return host().lab();
  }

  @Override
  default Map<String, String> settings() {
    return host().settings();
  }
}
