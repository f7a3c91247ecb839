package org.portsnare.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Await;

final class WorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Test
  void taskRunsOnlyWhileItIsWantedAndAtOnceWhenItBecomesSo() {
    AtomicBoolean wanted = new AtomicBoolean();
    AtomicInteger runs = new AtomicInteger();
    AtomicInteger ticks = new AtomicInteger();
    try (Worker worker = new Worker(_ -> {})) {
      worker.every(10, wanted::get, runs::incrementAndGet);
      worker.every(20, ticks::incrementAndGet);
      worker.start();
      Await.until("some ticks", PATIENCE, () -> ticks.get() > 3);
      assertThat(runs).hasValue(0);
      worker.call(
          () -> {
            wanted.set(true);
            return true;
          });
      Await.until("several runs", PATIENCE, () -> runs.get() > 3);
    }
  }

  @Test
  void taskThatFailsIsToldAndDoneAgain() {
    AtomicInteger failures = new AtomicInteger();
    try (Worker worker = new Worker(_ -> failures.incrementAndGet())) {
      worker.every(
          5,
          () -> {
            throw new IllegalStateException("as planned");
          });
      worker.start();
      Await.until("two failures", PATIENCE, () -> failures.get() >= 2);
    }
  }
}
