package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecentPortsTest {
  private final RecentPorts ports = new RecentPorts();
  private long now = -5;

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void aPortIsKeptForAWhileAfterItsServiceEnded() {
    assertThat(ports.with(List.of(3306, 53), now)).containsExactly(53, 3306);
    pass(RecentPorts.KEPT);
    assertThat(ports.with(List.of(53), now)).containsExactly(53, 3306);
    pass(Duration.ofNanos(1));
    assertThat(ports.with(List.of(), now)).containsExactly(53);
  }

  @Test
  void aServiceThatComesBackBeginsAgain() {
    ports.with(List.of(3306), now);
    pass(RecentPorts.KEPT.minusMinutes(1));
    ports.with(List.of(3306), now);
    pass(RecentPorts.KEPT.minusMinutes(1));
    assertThat(ports.with(List.of(), now)).containsExactly(3306);
  }
}
