package org.portsnare.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NeighbourTest {
  @TempDir private Path root;

  private void write(String file, String text) {
    try {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> names() {
    return Neighbour.find(root).stream().map(Neighbour::name).toList();
  }

  @Test
  void anEmptyMachineHasNone() {
    assertThat(names()).isEmpty();
  }

  @Test
  void whatIsInstalledAndSwitchedOffIsNoNeighbour() {
    write("etc/ufw/ufw.conf", "# comment\nENABLED=no\n");
    write("etc/nftables.conf", "table inet filter { }\n");
    assertThat(names()).isEmpty();
  }

  @Test
  void eachIsFoundByItsTrace() {
    write("etc/ufw/ufw.conf", "ENABLED=yes\n");
    write("run/firewalld.pid", "1");
    write("etc/nftables.conf", "#!/usr/sbin/nft -f\n\nflush ruleset\n\u00e4\n");
    write("run/fail2ban/fail2ban.sock", "");
    write("etc/crowdsec/config.yaml", "");
    write("run/docker.sock", "");
    write("run/podman/podman.sock", "");
    write("run/libvirt/libvirt-sock", "");
    write("var/lib/kubelet/config.yaml", "");
    assertThat(names())
        .containsExactly(
            "ufw",
            "firewalld",
            "nftables.conf",
            "fail2ban",
            "CrowdSec",
            "Docker",
            "Podman",
            "libvirt",
            "Kubernetes");
    assertThat(Neighbour.find(root)).allMatch(found -> !found.advice().endsWith("."));
  }
}
