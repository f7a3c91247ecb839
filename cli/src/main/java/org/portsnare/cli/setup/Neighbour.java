package org.portsnare.cli.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another program that makes firewall rules on this machine.
 *
 * @param name as its own documentation spells it
 * @param advice what to know, or to do; a sentence without its full stop
 */
public record Neighbour(String name, String advice) {
  private static final String NOTHING = "works beside Portsnare, nothing to do";

  /**
   * Looks for the traces of programs that are installed or running.
   *
   * @param root the root directory, or another one in a test
   */
  public static List<Neighbour> find(Path root) {
    List<Neighbour> found = new ArrayList<>();
    if (text(root, "etc/ufw/ufw.conf").contains("ENABLED=yes")) {
      found.add(new Neighbour("ufw", NOTHING));
    }
    if (exists(root, "run/firewalld.pid")) found.add(new Neighbour("firewalld", NOTHING));
    if (text(root, "etc/nftables.conf").contains("flush ruleset")) {
      found.add(
          new Neighbour(
              "nftables.conf",
              "its 'flush ruleset' cannot remove the table while the daemon runs; after stop it"
                  + " can"));
    }
    if (exists(root, "run/fail2ban/fail2ban.sock")) {
      found.add(new Neighbour("fail2ban", NOTHING + "; portsnare import takes its bans over"));
    }
    if (exists(root, "etc/crowdsec/config.yaml")) {
      found.add(new Neighbour("CrowdSec", NOTHING + "; portsnare import takes its bans over"));
    }
    if (exists(root, "run/docker.sock")) {
      found.add(new Neighbour("Docker", "published ports are no traps; bans hold for them too"));
    }
    if (exists(root, "run/podman/podman.sock")) {
      found.add(new Neighbour("Podman", "published ports are no traps; bans hold for them too"));
    }
    if (exists(root, "run/libvirt")) {
      found.add(new Neighbour("libvirt", "bans hold for guests too; traps are for the host alone"));
    }
    if (exists(root, "var/lib/kubelet")) {
      found.add(
          new Neighbour(
              "Kubernetes", "leave traps.closed off if kube-proxy uses IPVS, or Cilium runs"));
    }
    return List.copyOf(found);
  }

  private static boolean exists(Path root, String path) {
    return Files.exists(root.resolve(path));
  }

  private static String text(Path root, String path) {
    try {
      // Latin 1 takes every byte: only ASCII words are looked for.
      return Files.readString(root.resolve(path), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // Absent, or not readable for this user: then it is not reported.
      return "";
    }
  }
}
