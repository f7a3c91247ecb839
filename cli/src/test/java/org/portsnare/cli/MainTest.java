package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {
  @Test
  void everyCommandStandsUnderItsOwnName() {
    Main.COMMANDS.forEach(
        (name, type) -> assertThat(type.getAnnotation(Command.class).name()).isEqualTo(name));
  }

  @Test
  void helpNamesEveryCommandThatIsNotHidden() {
    String help = new CommandLine.Help(Main.commandLine("--help").getCommandSpec()).commandList();
    Main.COMMANDS.forEach(
        (name, type) -> {
          boolean hidden = type.getAnnotation(Command.class).hidden();
          assertThat(help.lines().anyMatch(line -> line.strip().startsWith(name + " ")))
              .as(name)
              .isEqualTo(!hidden);
        });
  }

  @Test
  void whoNamesACommandGetsThatOneAlone() {
    assertThat(Main.commandLine("list", "-h").getSubcommands()).containsOnlyKeys("list");
    assertThat(Main.commandLine("lst").getSubcommands()).hasSameSizeAs(Main.COMMANDS);
  }
}
