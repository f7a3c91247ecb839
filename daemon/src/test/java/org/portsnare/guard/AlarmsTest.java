package org.portsnare.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.portsnare.log.Log;

final class AlarmsTest {
  private final Alarms alarms =
      new Alarms(
          new Log(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC(), false));

  @Test
  void countersAreReadAtOnceUnderLoadAndAtRestOnlyAfterAWhile() {
    assertThat(alarms.areDue(0)).as("the first time").isTrue();
    assertThat(alarms.areDue(0)).as("nothing has happened").isFalse();
    assertThat(alarms.areDue(1)).as("one hit").isFalse();
    assertThat(alarms.areDue(3)).as("a load").isTrue();
    assertThat(alarms.areDue(3)).as("the load is over").isFalse();
  }
}
