package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.firewall.Packets.SYN;
import static org.portsnare.firewall.WiredHost.HOST4;
import static org.portsnare.firewall.WiredHost.HOST6;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.firewall.Packets.Path;

/** {@code traps.hits}: the n-th SYN bans, and no earlier one. */
final class ThresholdKernelIT {
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void theNthHitBans(int hits) {
    for (String prove : new String[] {"true", "false"}) {
      String toml = "[traps]\nprove = " + prove + "\nhits = " + hits + "\nwithin = \"60s\"\n";
      try (WiredHost host = WiredHost.with(toml)) {
        Path path4 = new Path("192.0.2.1", HOST4, 23);
        Path path6 = new Path("2001:db8:f:1::5", HOST6, 23);
        for (int i = 1; i < hits; i++) {
          host.send(Packets.tcp(path4, SYN));
          host.send(Packets.tcp(path6, SYN));
        }
        assertThat(host.sentByHost(200))
            .as("a trap that is not asked for proof is silent")
            .isEmpty();
        assertThat(host.banned()).isEmpty();
        host.send(Packets.tcp(path4, SYN));
        host.send(Packets.tcp(path6, SYN));
        host.awaitBanned("192.0.2.1");
        host.awaitBanned("2001:db8:f:1::/64");
      }
    }
  }
}
