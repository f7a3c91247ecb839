package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs every scan under every setting, and senders that no setting may ban. The result must be the
 * page {@code docs/detection.md}; {@code -Ddetection.update=true} writes it.
 */
final class DetectionEndToEndIT {
  private static final Map<Setting, DetectionRun.Result> RESULTS = new EnumMap<>(Setting.class);

  @BeforeAll
  static void measure() {
    for (Setting setting : Setting.values()) RESULTS.put(setting, DetectionRun.of(setting));
  }

  private static DetectionRun.Result result(Setting setting) {
    return RESULTS.get(setting);
  }

  @ParameterizedTest
  @EnumSource
  void innocentsAreNotBanned(Setting setting) {
    assertThat(result(setting).bansOfInnocents()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void scannersAreCaughtWhereTheyMustBeAndNowhereElse(Setting setting) {
    SoftAssertions softly = new SoftAssertions();
    for (boolean ipv6 : new boolean[] {false, true}) {
      for (Attack.Suspect suspect : Attack.suspects(ipv6)) {
        boolean silent = suspect.expectation() == Expectation.SILENT;
        softly
            .assertThat(result(setting).packets().get(suspect) == 0)
            .as("%s sends nothing", suspect)
            .isEqualTo(silent);
        softly
            .assertThat(result(setting).findings().get(suspect).caught())
            .as("%s is caught", suspect)
            .isEqualTo(suspect.expectation().caughtUnder(setting));
      }
    }
    softly.assertAll();
  }

  @Test
  void pageSaysWhatWasMeasured() throws IOException {
    Path root = Path.of(Guarded.launcher()).resolveSibling("");
    Path page = root.resolve("docs/detection.md");
    Path measured = root.resolve("cli/target/detection.md");
    Files.writeString(measured, DetectionPage.of(RESULTS));
    if (Boolean.getBoolean("detection.update")) {
      Files.writeString(page, DetectionPage.of(RESULTS));
    }
    assertThat(measured)
        .as("-Ddetection.update=true writes the page anew")
        .hasSameTextualContentAs(page);
  }
}
