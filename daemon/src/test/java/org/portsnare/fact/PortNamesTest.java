package org.portsnare.fact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.portsnare.config.ConfigReader;
import org.portsnare.config.PortRange;

final class PortNamesTest {
  @Test
  void everyTrapOfTheDefaultsHasAName() {
    for (PortRange range : ConfigReader.parse("defaults", "").traps().tcp()) {
      for (int port = range.first(); port <= range.last(); port++) {
        assertThat(PortNames.of(port)).as("port " + port).isNotEmpty();
      }
    }
    assertThat(PortNames.of(4_711)).isEmpty();
  }
}
