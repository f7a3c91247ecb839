package org.portsnare.bench.peer;

import java.util.Map;
import org.portsnare.testing.Lab;

/** A peer from a package, on a prepared host. */
interface HostedPeer extends Peer {
  /** The lab in which it runs. */
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
