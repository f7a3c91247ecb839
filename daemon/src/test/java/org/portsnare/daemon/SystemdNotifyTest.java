package org.portsnare.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.log.Log;

final class SystemdNotifyTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Log log =
      new Log(new PrintStream(bytes, true, StandardCharsets.UTF_8), Clock.systemUTC(), true);

  @ParameterizedTest
  @CsvSource({
    "120000000, 7, 120000",
    "120000000, 8, 0",
    "120000000, , 120000",
    "many, 7, 0",
    ", 7, 0",
  })
  void watchdogIsForThisProcessOnly(String micros, String pid, long millis) {
    Map<String, String> environment = new HashMap<>();
    if (micros != null) environment.put("WATCHDOG_USEC", micros);
    if (pid != null) environment.put("WATCHDOG_PID", pid);
    assertThat(SystemdNotify.watchdogMillis(environment, 7)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"120000000, 29400", "2800000, 700", "2000000, 500", "1000, 1"})
  void signsOfLifeFallIntoTheTicks(String micros, long millis) {
    Map<String, String> environment = Map.of("WATCHDOG_USEC", micros, "NOTIFY_SOCKET", "/x");
    SystemdNotify notify = new SystemdNotify(environment, log);
    assertThat(notify.hasWatchdog()).isTrue();
    assertThat(notify.aliveMillis(700)).isEqualTo(millis);
  }

  @Test
  void nobodyIsToldWhereNobodyAsks() {
    SystemdNotify notify = new SystemdNotify(Map.of("WATCHDOG_USEC", "1000000"), log);
    notify.ready("");
    notify.stopping();
    assertThat(notify.hasWatchdog()).isFalse();
    assertThat(bytes.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/nonexistent/notify, send a datagram to /nonexistent/notify: ENOENT",
    "@portsnare-test-nobody, send a datagram to @portsnare-test-nobody: ECONNREFUSED",
    "vsock:2:1, neither the path of a unix socket nor @ and a name",
    "@, neither the path of a unix socket nor @ and a name",
  })
  void whatCannotBeToldIsWarnedOf(String socket, String words) {
    new SystemdNotify(Map.of("NOTIFY_SOCKET", socket), log).ready("status");
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("<4>telling systemd failed")
        .contains(words);
  }
}
