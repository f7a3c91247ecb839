package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.firewall.Packets.SYN;
import static org.portsnare.firewall.WiredHost.HOST4;
import static org.portsnare.firewall.WiredHost.HOST6;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.portsnare.firewall.Packets.Path;

/** Tests which prefix one hit bans: the sender's own part of the address, and no unreal sender. */
final class SendersKernelIT {
  private static void touchTrap(WiredHost host, String from) {
    boolean ipv6 = from.indexOf(':') >= 0;
    host.send(Packets.tcp(new Path(from, ipv6 ? HOST6 : HOST4, 23), SYN));
    host.send(Packets.tcp(new Path(from, ipv6 ? HOST6 : HOST4, 1001), 0));
  }

  private static Set<String> bannedAfter(WiredHost host) {
    touchTrap(host, "192.0.2.250");
    host.awaitBanned("192.0.2.250");
    Set<String> banned = new TreeSet<>(host.banned());
    banned.remove("192.0.2.250");
    return banned;
  }

  @Test
  void aTranslatorsSenderIsBannedAlone() {
    try (WiredHost host = WiredHost.with("[ban]\nnat64-prefixes = [\"2001:db8:64::/96\"]\n")) {
      touchTrap(host, "64:ff9b::192.0.2.1");
      touchTrap(host, "64:ff9b:1:c000:2:100::");
      touchTrap(host, "2001:0:c633:6401::5");
      touchTrap(host, "2001:db8:64::c000:201");
      // A /64 is only a part of a 6to4 site, which is one IPv4 host.
      touchTrap(host, "2002:c000:201:7::5");
      assertThat(bannedAfter(host))
          .containsExactlyInAnyOrder(
              "64:ff9b::c000:201",
              "64:ff9b:1:c000:2:100::",
              "2001:0:c633:6401::5",
              "2001:db8:64::c000:201",
              "2002:c000:201:7::/64");
    }
  }

  @Test
  void a6to4SenderIsBannedAloneWhereABanIsWiderThanAnIpv4Host() {
    try (WiredHost host = WiredHost.with("[ban]\nipv6-prefix = 32\n")) {
      touchTrap(host, "2002:c000:201:7::5");
      assertThat(bannedAfter(host)).containsExactly("2002:c000:201:7::5");
    }
  }

  @Test
  void sendersThatCannotBeOnAWireAreDroppedAndBanNobody() {
    try (WiredHost host = WiredHost.with("")) {
      for (String unreal :
          new String[] {"::ffff:192.0.2.1", "::192.0.2.1", "::1", "::", "127.0.0.1", "127.9.9.9"}) {
        touchTrap(host, unreal);
      }
      assertThat(bannedAfter(host)).isEmpty();
      assertThat(host.firewall().counters().unreal()).isPositive();
    }
  }

  /** These addresses are reserved, and Linux answers them if they are on-link. */
  @Test
  void reservedSendersThatAreAnsweredAreScannersLikeOthers() {
    try (WiredHost host = WiredHost.with("")) {
      touchTrap(host, "0.1.2.3");
      touchTrap(host, "240.0.0.1");
      assertThat(bannedAfter(host)).containsExactlyInAnyOrder("0.1.2.3", "240.0.0.1");
    }
  }
}
