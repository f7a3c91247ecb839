package org.portsnare.bench.peer;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.portsnare.bench.report.Scale;
import org.portsnare.testing.Await;

/**
 * fail2ban with its nftables action. It is woken by inotify and bans at the first line. It must not
 * look up its own addresses: it would ask name servers, which a namespace cannot reach.
 */
final class Fail2banPeer implements HostedPeer {
  private static final String JAIL =
      """
      [DEFAULT]
      backend = pyinotify
      usedns = no
      ignoreself = false
      banaction = nftables-allports
      protocol = tcp,udp
      [sshd]
      enabled = false
      [trap]
      enabled = true
      filter = trap
      logpath = DIR/trap.log
      maxretry = 1
      findtime = 1h
      bantime = 10d
      """;
  private static final String FILTER =
      """
      [Definition]
      failregex = ^ host sshd\\[\\d+\\]: Invalid user \\S+ from <ADDR> port \\d+$
      """;
  private static final String ACTION =
      """
      [Init]
      chain_hook = prerouting
      chain_priority = -300
      blocktype = drop
      """;
  private static final String SERVER =
      """
      [Definition]
      loglevel = NOTICE
      logtarget = DIR/fail2ban.log
      dbfile = DIR/fail2ban.sqlite3
      """;

  private final PeerLab lab = new PeerLab();
  private @Nullable TrapListener listener;

  @Override
  public String name() {
    return "fail2ban";
  }

  @Override
  public PeerLab host() {
    return lab;
  }

  @Override
  public void start() throws IOException {
    String etc = lab.directory() + "/etc";
    lab.shell("cp -r /etc/fail2ban " + etc);
    lab.file("etc/jail.local", JAIL);
    lab.file("etc/filter.d/trap.conf", FILTER);
    lab.file("etc/action.d/nftables-common.local", ACTION);
    lab.file("etc/fail2ban.local", SERVER);
    listener = new TrapListener(lab.lab().hostNamespace(), lab.directory().resolve("trap.log"));
    String socket = lab.directory() + "/fail2ban.sock";
    String pid = lab.directory() + "/fail2ban.pid";
    lab.background("fail2ban-server", "-c", etc, "-s", socket, "-p", pid, "-x", "-f", "start");
    Await.until(
        "fail2ban's jail",
        Duration.ofSeconds(20),
        () -> lab.lab().onHost("fail2ban-client", "-s", socket, "status", "trap").exit() == 0);
  }

  @Override
  public long bans() {
    return lab.elements("inet f2b-table addr-set-trap");
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
