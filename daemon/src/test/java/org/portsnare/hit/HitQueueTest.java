package org.portsnare.hit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HitQueueTest {
  private final HitQueue queue = new HitQueue(4, 128);
  private final HitQueue.Hit hit = queue.cursor();

  private void put(int number) {
    queue.put(HitKind.NONE, new byte[] {(byte) number, 2}, 2, number, number);
  }

  @Test
  void hitsComeOutInOrderAcrossTheEndOfTheRing() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 3; i++) put(round * 3 + i);
      for (int i = 0; i < 3; i++) {
        queue.peek(i, hit);
        assertThat(hit.packet()[0]).isEqualTo((byte) (round * 3 + i));
        assertThat(hit.inputInterface()).isEqualTo(round * 3 + i);
        assertThat(hit.length()).isEqualTo(2);
      }
      queue.remove(3);
    }
    assertThat(queue.size()).isZero();
  }

  @Test
  void packetLongerThanItsSlotIsCut() {
    queue.put(HitKind.NONE, new byte[500], 500, 1, 1);
    queue.peek(0, hit);
    assertThat(hit.length()).isEqualTo(128);
  }

  @Test
  void fullQueueMakesTheReaderWaitUntilThereIsRoom() throws Exception {
    for (int i = 0; i < 4; i++) put(i);
    Thread reader = Thread.ofPlatform().start(() -> put(4));
    while (reader.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
    assertThat(queue.size()).isEqualTo(4);
    queue.remove(1);
    assertThat(reader.join(java.time.Duration.ofSeconds(5))).isTrue();
    queue.peek(3, hit);
    assertThat(hit.inputInterface()).isEqualTo(4);
  }

  @Test
  void floodThatGoesOnUsesTheSameMemoryAgain() {
    HitQueue large = new HitQueue(65_536, 128);
    burst(large, 20_000, 1_000);
    long before = allocated();
    for (int i = 0; i < 50; i++) burst(large, 20_000, 1_000 + i);
    // Without that it would be 50 times 2.9 MB.
    assertThat(allocated() - before).isLessThan(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {31_001, 19_000})
  void hitBehindAFloodGivesItsMemoryBackAlsoIfTheClockWasSetBack(long later) {
    HitQueue large = new HitQueue(65_536, 128);
    burst(large, 60_000, 21_000);
    burst(large, 60_000, 21_000);
    burst(large, 1, later);
    long before = allocated();
    burst(large, 60_000, 20_000);
    assertThat(allocated() - before).isGreaterThan(8_000_000);
  }

  /** Puts that many in, and takes them out. */
  private static void burst(HitQueue queue, int hits, long time) {
    byte[] packet = new byte[60];
    for (int i = 0; i < hits; i++) {
      queue.put(HitKind.NONE, packet, packet.length, i, time);
    }
    queue.remove(hits);
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @Test
  void offerDoesNotWait() {
    for (int i = 0; i < 4; i++) put(i);
    assertThat(queue.offer(HitKind.NONE, new byte[1], 1, 1, 1)).isFalse();
    queue.remove(1);
    assertThat(queue.offer(HitKind.NONE, new byte[1], 1, 1, 1)).isTrue();
  }

  @Test
  void everyHitComesThroughOnceAndInOrderWhateverTheSpeedOfBothThreads() throws Exception {
    HitQueue queue = new HitQueue(1_024, 16);
    HitQueue.Hit hit = queue.cursor();
    int hits = 500_000;
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  byte[] packet = new byte[16];
                  for (int i = 0; i < hits; i++) queue.put(HitKind.NONE, packet, 16, i, i);
                });
    Random random = new Random(1);
    for (int seen = 0; seen < hits; ) {
      int count = queue.size();
      for (int i = 0; i < count; i++) {
        queue.peek(i, hit);
        if (hit.inputInterface() != seen + i) assertThat(hit.inputInterface()).isEqualTo(seen + i);
      }
      queue.remove(count);
      seen += count;
      // Now and then a slow turn: until the ring is full and the other thread has to wait.
      boolean slow = random.nextInt(1_000) == 0;
      while (slow && queue.size() < 1_024 && reader.isAlive()) Thread.onSpinWait();
    }
    reader.join();
    assertThat(queue.size()).isZero();
    assertThat(queue.longest()).isEqualTo(1_024);
  }

  @Test
  void closingFreesTheReader() throws Exception {
    for (int i = 0; i < 4; i++) put(i);
    Thread reader = Thread.ofPlatform().start(() -> put(4));
    while (reader.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
    queue.close();
    reader.join(TimeUnit.SECONDS.toMillis(5));
    assertThat(reader.isAlive()).isFalse();
    assertThat(queue.size()).isEqualTo(4);
  }
}
