package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Await;

/** {@code demo} and {@code doctor} work, change nothing on the host, and leave nothing there. */
final class DemoEndToEndIT {
  /** The state that must not change: temporary files, interfaces, rules. */
  private static String traces() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      List<String> demo =
          files.map(Path::toString).filter(name -> name.contains("portsnare-demo")).toList();
      return demo + host("ip", "-br", "link") + host("nft", "-s", "list", "ruleset");
    }
  }

  private static String host(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void demoShowsCatchesAndLeavesNothing() throws Exception {
    String before = traces();
    Process demo = new ProcessBuilder(Guarded.launcher(), "demo").redirectErrorStream(true).start();
    String out = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(demo.waitFor()).as(out).isZero();
    assertThat(out)
        .contains("203.0.113.7 asks at a closed port: SYN to port 8080 -> the usual refusal")
        .contains(
            "203.0.113.7 touches the trap port 23: SYN to port 23 -> a connection (with nobody)")
        .contains("203.0.113.7 asks again: SYN to port 8080 -> silence")
        .contains("2001:db8:bad:1::/64")
        .contains("a SYN to trap port tcp 23")
        .contains("203.0.113.7 is answered again: SYN to port 8080 -> the usual refusal")
        .contains("table removed")
        .contains("Nothing is left.");
    assertThat(traces()).isEqualTo(before);
  }

  @Test
  void demoThatIsInterruptedLeavesNothing() throws Exception {
    String before = traces();
    Process demo = new ProcessBuilder(Guarded.launcher(), "demo").redirectErrorStream(true).start();
    try (var lines = demo.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.contains("touches the trap port 23")) line = lines.readLine();
      assertThat(line).isNotNull();
      List<ProcessHandle> children = demo.descendants().toList();
      assertThat(children).isNotEmpty();
      new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
      assertThat(demo.waitFor(10, TimeUnit.SECONDS)).isTrue();
      Await.until(
          "the daemon of the demo is gone",
          Duration.ofSeconds(5),
          () -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
    assertThat(traces()).isEqualTo(before);
  }

  @Test
  void doctorProvesEveryStep() throws Exception {
    Process doctor =
        new ProcessBuilder(Guarded.launcher(), "doctor").redirectErrorStream(true).start();
    String out = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(doctor.waitFor()).as(out).isZero();
    assertThat(out).doesNotContain("FAILED").contains("all checks passed");
    assertThat(out.lines().filter(line -> line.startsWith("ok"))).hasSizeGreaterThan(12);
  }
}
