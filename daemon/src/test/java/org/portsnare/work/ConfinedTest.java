package org.portsnare.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfinedTest {
  private final List<Throwable> failures = new ArrayList<>();

  @Test
  void workIsDoneOnTheWorkersThread() {
    try (Worker worker = new Worker(failures::add)) {
      worker.start();
      Confined<List<String>> confined = new Confined<>(worker, new ArrayList<>());
      String first = confined.call(list -> note(list, "a"));
      assertThat(first).isEqualTo("guard");
      assertThat(confined.<String>callFirst(list -> note(list, "b"))).isEqualTo("guard");
      assertThat(confined.<String>call(list -> note(list, "c"), 5)).isEqualTo("guard");
      assertThat(confined.<List<String>>call(List::copyOf)).containsExactly("a", "b", "c");
    }
    assertThat(failures).isEmpty();
  }

  private static String note(List<String> list, String word) {
    list.add(word);
    return Thread.currentThread().getName();
  }

  @Test
  void whatTheWorkThrowsReachesTheCaller() {
    try (Worker worker = new Worker(failures::add)) {
      worker.start();
      Confined<String> confined = new Confined<>(worker, "value");
      assertThatThrownBy(
              () ->
                  confined.call(
                      value -> {
                        throw new IllegalArgumentException(value);
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("value");
    }
  }

  @Test
  void aCallerGivesUpOnABusyWorker() {
    try (Worker worker = new Worker(failures::add)) {
      // Not started, so it is as busy as can be.
      Confined<String> confined = new Confined<>(worker, "value");
      assertThatThrownBy(() -> confined.call(value -> value, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("busy");
      worker.start();
    }
  }
}
