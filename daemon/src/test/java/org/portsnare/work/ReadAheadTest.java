package org.portsnare.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.testing.Await;

@Timeout(30)
class ReadAheadTest {
  private static Consumer<Consumer<Integer>> numbers(int count) {
    return read -> IntStream.range(0, count).forEach(read::accept);
  }

  @Test
  void everythingComesInOrder() {
    for (int count : new int[] {0, 1, ReadAhead.PAGE - 1, ReadAhead.PAGE, 10_001}) {
      List<Integer> taken = new ArrayList<>();
      ReadAhead.run(numbers(count), taken::add);
      assertThat(taken).isEqualTo(IntStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void failureOfTheSourceComesBehindWhatItMade() {
    List<Integer> taken = new ArrayList<>();
    Consumer<Consumer<Integer>> source =
        read -> {
          numbers(ReadAhead.PAGE + 1).accept(read);
          throw new IllegalStateException("the disk");
        };
    assertThatThrownBy(() -> ReadAhead.run(source, taken::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the disk");
    assertThat(taken).hasSize(ReadAhead.PAGE);
  }

  @Test
  void failureOfTheSinkEndsTheSource() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Consumer<Consumer<Integer>> endless =
        read -> {
          try {
            for (int i = 0; ; i++) read.accept(i);
          } finally {
            ended.countDown();
          }
        };
    Consumer<Integer> broken =
        number -> {
          if (number == 5_000) throw new IllegalArgumentException("the reader is gone");
        };
    assertThatThrownBy(() -> ReadAhead.run(endless, broken))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  /** Or each list whose reader goes away would leave its pages behind. */
  @Test
  void nothingIsLeftOfAnAbandonedSource() {
    AtomicReference<Thread> reader = new AtomicReference<>();
    AtomicInteger made = new AtomicInteger();
    Consumer<Consumer<Integer>> endless =
        read -> {
          reader.set(Thread.currentThread());
          for (int i = 0; ; i++) {
            made.set(i);
            read.accept(i);
          }
        };
    // Not before it is as far ahead as it may be, and waits.
    int ahead = (ReadAhead.PAGES + 2) * ReadAhead.PAGE - 1;
    Consumer<Integer> broken =
        number -> {
          Await.until("it is ahead", Duration.ofSeconds(10), () -> made.get() == ahead);
          throw new IllegalArgumentException("the reader is gone");
        };
    assertThatThrownBy(() -> ReadAhead.run(endless, broken))
        .isInstanceOf(IllegalArgumentException.class);
    Await.until("it has ended", Duration.ofSeconds(10), () -> !reader.get().isAlive());
  }

  @Test
  void sourceIsNotFarAhead() {
    int[] made = {0};
    int[] most = {0};
    Consumer<Consumer<Integer>> source =
        read -> {
          for (int i = 0; i < 50_000; i++) {
            made[0] = i;
            read.accept(i);
          }
        };
    ReadAhead.run(source, number -> most[0] = Math.max(most[0], made[0] - number));
    // One page is filled, one is taken from.
    assertThat(most[0]).isLessThanOrEqualTo((ReadAhead.PAGES + 2) * ReadAhead.PAGE);
  }
}
