package org.portsnare.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;

final class BanEventsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  private static BanEvent made(int last) {
    Prefix prefix = Prefix.parse("203.0.113." + last);
    return new BanEvent.Made(
        NOW,
        new Ban(
            prefix,
            NOW,
            null,
            false,
            Trigger.MANUAL,
            Evidence.CONFIRMED,
            Ban.Touched.NOTHING,
            0,
            0,
            1,
            ""),
        null);
  }

  @Test
  void nobodyWantsAnythingAtFirst() {
    BanEvents events = new BanEvents();
    for (BanEvent.Kind kind : BanEvent.Kind.values()) assertThat(events.wanted(kind)).isFalse();
    events.publish(made(1));
  }

  @Test
  void everySubscriberIsToldInOrderUntilItLeaves() throws InterruptedException {
    BanEvents events = new BanEvents();
    try (EventQueue one = events.subscribe(10)) {
      try (EventQueue other = events.subscribe(10)) {
        assertThat(events.wanted(BanEvent.Kind.ENDED)).isTrue();
        events.publish(made(1));
        events.publish(made(2));
        for (EventQueue queue : List.of(one, other)) {
          assertThat(queue.poll(0, TimeUnit.SECONDS)).isEqualTo(made(1));
          assertThat(queue.poll(0, TimeUnit.SECONDS)).isEqualTo(made(2));
          assertThat(queue.poll(0, TimeUnit.SECONDS)).isNull();
        }
      }
      events.publish(made(3));
      assertThat(one.poll(0, TimeUnit.SECONDS)).isEqualTo(made(3));
      assertThat(events.subscribers()).isEqualTo(1);
    }
    assertThat(events.subscribers()).isZero();
  }

  /** One that reads nothing loses its own events, and nobody else's; nobody waits for it. */
  @Test
  void aSlowReaderLosesItsOwnEventsAndKnowsHowMany() throws InterruptedException {
    BanEvents events = new BanEvents();
    try (EventQueue slow = events.subscribe(3);
        EventQueue quick = events.subscribe(1_000)) {
      for (int i = 0; i < 100; i++) events.publish(made(i));
      assertThat(slow.takeMissed()).isEqualTo(97);
      assertThat(slow.takeMissed()).isZero();
      assertThat(quick.takeMissed()).isZero();
      assertThat(slow.poll(0, TimeUnit.SECONDS)).isEqualTo(made(0));
    }
  }

  @Test
  void everySubscriberIsAskedWhetherItWantsMore() {
    BanEvents events = new BanEvents();
    List<BanEvent.Kind> asked = new ArrayList<>();
    for (boolean wants : new boolean[] {true, false}) {
      events.subscribe(
          new Subscriber() {
            @Override
            public boolean wants(BanEvent.Kind kind) {
              asked.add(kind);
              return wants;
            }

            @Override
            public void take(BanEvent event) {}
          });
    }
    assertThat(events.wanted(BanEvent.Kind.MADE)).isTrue();
    assertThat(asked).containsExactly(BanEvent.Kind.MADE, BanEvent.Kind.MADE);
  }
}
