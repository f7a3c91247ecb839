package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** Loads, lists, exports and restores a million bans; a new ban is not slower beside them. */
final class MillionEndToEndIT {
  private static final int MILLION = 1_000_000;

  /** The address {@code index} places after 11.0.0.0. */
  private static String address(int index) {
    int value = 0x0b000000 + index;
    return (value >>> 24)
        + "."
        + ((value >> 16) & 0xff)
        + "."
        + ((value >> 8) & 0xff)
        + "."
        + (value & 0xff);
  }

  @Test
  void loadedListedExportedAndRestored() {
    try (Guarded guarded = Guarded.start("[ban]\nmax = 1100000\n");
        Probe probe = new Probe(guarded.lab())) {
      guarded.ban(IntStream.range(0, MILLION).mapToObj(MillionEndToEndIT::address));
      assertThat(guarded.client().status().bans().active()).isEqualTo(MILLION);

      // A new scanner is on the list within a second, as always.
      probe.syn("203.0.113.1", HOST4, 23);
      Await.until(
          "the new ban is explained",
          Duration.ofSeconds(1),
          () -> guarded.client().explain("203.0.113.1").banned());

      Lab.Result plain = guarded.portsnare("list", "--format", "plain");
      assertThat(plain.exit()).isZero();
      assertThat(plain.out().lines().count()).isEqualTo(MILLION + 1);
      assertThat(plain.out().lines().distinct().count()).isEqualTo(MILLION + 1);
      assertThat(plain.out())
          .startsWith("203.0.113.1\n")
          .contains("\n" + address(MILLION - 1) + "\n");

      Lab.Result export = guarded.portsnare("export");
      assertThat(export.exit()).isZero();
      assertThat(export.out()).isEqualTo(plain.out());

      assertThat(guarded.stop().exit()).isZero();
      assertThat(guarded.portsnare("down").exit()).isZero();
      guarded.start();
      assertThat(guarded.client().status().bans().active()).isEqualTo(MILLION + 1);
      assertThat(guarded.client().status().bans().inKernel()).isEqualTo(MILLION + 1);
      // nft would read the whole set for one element, so the daemon asks the kernel by key.
      for (int i = 0; i < MILLION; i += 99_991) {
        assertThat(guarded.client().explain(address(i)).inKernel()).as(address(i)).isTrue();
      }
      assertThat(guarded.client().explain(address(MILLION)).inKernel()).isFalse();
      assertThat(probe.ping("203.0.113.1", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
      whatHasJustEndedIsNoReasonToReadTheKernelsSet(guarded);
    }
  }

  /** Reading the whole set would take minutes of processor time. */
  private static void whatHasJustEndedIsNoReasonToReadTheKernelsSet(Guarded guarded) {
    long before = guarded.client().status().bans().active();
    String ending =
        IntStream.range(MILLION, MILLION + 500)
            .mapToObj(MillionEndToEndIT::address)
            .collect(Collectors.joining("\n"));
    Lab.Result ban = guarded.portsnareWithInput(ending, "ban", "-", "--for", "1s");
    assertThat(ban.exit()).as(ban.err()).isZero();
    Await.until(
        "they have ended",
        Duration.ofSeconds(5),
        () -> guarded.client().status().bans().active() == before);
    guarded.kill();
    guarded.start();
    assertThat(guarded.client().status().bans().active()).isEqualTo(before);
    assertThat(threads(guarded.process())).contains("guard").doesNotContain("dump");
  }

  /** The kernel's names of the threads. */
  private static List<String> threads(ProcessHandle process) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      List<String> names = new ArrayList<>();
      for (Path task : tasks.toList()) name(task).ifPresent(names::add);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> name(Path task) {
    try {
      return Optional.of(Files.readString(task.resolve("comm")).strip());
    } catch (IOException e) {
      return Optional.empty(); // the thread has ended
    }
  }
}
