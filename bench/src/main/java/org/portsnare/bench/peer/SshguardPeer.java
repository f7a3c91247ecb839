package org.portsnare.bench.peer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.portsnare.bench.report.Scale;

/** sshguard with its nftables backend, blocking at the first attack. */
final class SshguardPeer implements HostedPeer {
  private static final String CONFIG =
      """
      BACKEND="/usr/libexec/sshguard/sshg-fw-nft-sets"
      FILES="DIR/trap.log"
      THRESHOLD=10
      BLOCK_TIME=864000
      DETECTION_TIME=1800
      """;

  private final PeerLab lab = new PeerLab();
  private @Nullable TrapListener listener;

  @Override
  public String name() {
    return "sshguard";
  }

  @Override
  public PeerLab host() {
    return lab;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    String config = lab.file("sshguard.conf", CONFIG).toString();
    listener = new TrapListener(lab.lab().hostNamespace(), lab.directory().resolve("trap.log"));
    // It reads no other file. Only this process and its children see the mount.
    String script = "mount --bind " + config + " /etc/sshguard/sshguard.conf && exec sshguard";
    lab.background("unshare", "--mount", "sh", "-c", script);
    lab.await("ip sshguard");
    Scale.pause(java.time.Duration.ofSeconds(1)); // it starts to read at the end of the log
  }

  @Override
  public long bans() {
    return lab.elements("ip sshguard attackers");
  }

  @Override
  public int flood() throws IOException {
    int scanners = Scale.count(1_000);
    if (listener != null) listener.flood(scanners);
    return scanners;
  }

  @Override
  public void close() {
    if (listener != null) listener.close();
    lab.close();
  }
}
