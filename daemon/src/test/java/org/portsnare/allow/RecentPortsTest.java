package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecentPortsTest {
  private final RecentPorts ports = new RecentPorts();
  private long now = -5;

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private Set<Integer> seen(Integer... listening) {
    ports.see(List.of(listening), now);
    return ports.within(RecentPorts.KEPT, now);
  }

  @Test
  void aPortIsKeptForAWhileAfterItsServiceEnded() {
    assertThat(seen(3306, 53)).containsExactly(53, 3306);
    pass(RecentPorts.KEPT);
    assertThat(seen(53)).containsExactly(53, 3306);
    pass(Duration.ofNanos(1));
    assertThat(seen()).containsExactly(53);
  }

  @Test
  void aServiceThatComesBackBeginsAgain() {
    seen(3306);
    pass(RecentPorts.KEPT.minusMinutes(1));
    seen(3306);
    pass(RecentPorts.KEPT.minusMinutes(1));
    assertThat(seen()).containsExactly(3306);
  }

  /** Times from the ledger or from the kernel: the later one counts. */
  @Test
  void whatIsKnownFromElsewhere() {
    Duration day = Duration.ofDays(1);
    ports.sawBefore(6881, day, now);
    seen(443);
    ports.sawBefore(443, day, now);
    pass(Duration.ofSeconds(1));
    assertThat(ports.agesWithin(Duration.ofDays(7), now))
        .containsExactly(Map.entry(443, 1_000L), Map.entry(6881, 86_401_000L));
    ports.forgetBefore(day, now);
    assertThat(ports.within(Duration.ofDays(7), now)).containsExactly(443);
  }
}
