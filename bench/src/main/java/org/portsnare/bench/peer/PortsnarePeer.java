package org.portsnare.bench.peer;

import java.util.Map;
import org.portsnare.bench.host.Flood;
import org.portsnare.bench.host.Guarded;
import org.portsnare.bench.report.Scale;
import org.portsnare.testing.Lab;

/** Portsnare itself. */
final class PortsnarePeer implements Peer {
  private static final String CONFIG = "[ban]\nnew-per-second = 0\n";

  private final Guarded guarded = new Guarded(CONFIG);

  @Override
  public String name() {
    return "Portsnare";
  }

  @Override
  public Lab lab() {
    return guarded.lab();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("portsnare.toml", CONFIG);
  }

  @Override
  public void start() {
    guarded.start();
  }

  @Override
  public long bans() {
    return guarded.control().status().bans().inKernel();
  }

  @Override
  public int flood() {
    int packets = Scale.count(200_000);
    Flood.even(lab(), guarded.mac(), 0, packets, 0);
    return packets;
  }

  @Override
  public void close() {
    guarded.close();
  }
}
