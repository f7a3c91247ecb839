package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Prefix;

final class SituationTest {
  private static final Prefix NETWORK = Prefix.parse("192.168.1.0/24");

  @Test
  void exemptionsOfThisHostAreToldFromThoseThatSomebodyWrote() {
    Exemption gateway = new Exemption(Prefix.parse("192.0.2.1"), Exemption.Kind.GATEWAY, "gateway");
    Exemption local = new Exemption(NETWORK, Exemption.Kind.LOCAL_NETWORK, "local network on eth0");
    Situation situation =
        new Situation(
            List.of("eth0"),
            List.of(),
            List.of(gateway, local),
            List.of(gateway),
            List.of(NETWORK));
    assertThat(situation.isOfThisHost(gateway)).isTrue();
    assertThat(situation.isOfThisHost(local)).isTrue();
    assertThat(
            situation.isOfThisHost(
                new Exemption(NETWORK, Exemption.Kind.ADMINISTRATOR, "allow.addresses")))
        .isFalse();
    assertThat(
            situation.isOfThisHost(
                new Exemption(gateway.prefix(), Exemption.Kind.ADMINISTRATOR, "by hand")))
        .isFalse();
    assertThat(
            situation.isOfThisHost(
                new Exemption(Prefix.parse("224.0.0.0/4"), Exemption.Kind.SPECIAL, "multicast")))
        .isFalse();
  }
}
