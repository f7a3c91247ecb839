package org.portsnare.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class HostsTest {
  private final Hosts hosts = new Hosts(Set.of("guard.example.org"));

  @Test
  void addressesAndNamesThatAreListedAreAdmitted() {
    for (String host :
        new String[] {
          "127.0.0.1",
          "10.1.2.3",
          "[::1]",
          "::1",
          "[2001:db8::1]",
          "localhost",
          "LocalHost",
          "localhost.",
          "guard.example.org",
          "GUARD.example.ORG",
          "guard.example.org."
        }) {
      assertThat(hosts.admits(host)).as(host).isTrue();
    }
  }

  @Test
  void otherNamesAreNot() {
    for (String host :
        new String[] {
          "evil.example",
          "127.0.0.1.evil.example",
          "localhost.evil.example",
          "example.org",
          "x.guard.example.org",
          "127.0.0.0/8",
          "0x7f000001",
          "2130706433",
          "[fe80::1%lo]",
          "."
        }) {
      assertThat(hosts.admits(host)).as(host).isFalse();
    }
  }

  @Test
  void whoNamesNoneIsNoBrowser() {
    assertThat(hosts.admits(null)).isTrue();
  }
}
