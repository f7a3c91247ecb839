package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.common.CommandException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class HelpPagesTest {
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

  @Test
  void everyCommandThatIsNotHiddenIsInOneGroup() {
    List<String> shown =
        Main.COMMANDS.entrySet().stream()
            .filter(entry -> !entry.getValue().getAnnotation(Command.class).hidden())
            .map(Map.Entry::getKey)
            .toList();
    List<String> grouped =
        HelpPages.GROUPS.stream().flatMap(group -> group.commands().stream()).toList();
    assertThat(grouped).containsExactlyElementsOf(shown);
    String page = Main.commandLine("--help").getUsageMessage();
    for (HelpPages.Group group : HelpPages.GROUPS) assertThat(page).contains(group.title());
    for (String command : shown) assertThat(page).containsPattern("(?m)^  " + command + " ");
  }

  @Test
  void everyCommandHasExamplesThatAreUnderstood() {
    check(Main.commandLine("--help"), "");
  }

  private static void check(CommandLine command, String before) {
    for (Map.Entry<String, CommandLine> entry : command.getSubcommands().entrySet()) {
      if (entry.getValue().getCommandSpec().usageMessage().hidden()) continue;
      String path = before + entry.getKey();
      List<String> examples = Examples.of(path);
      assertThat(examples).as(path).isNotEmpty();
      assertThat(examples).as(path).anyMatch(example -> example.contains("portsnare " + path));
      examples.forEach(HelpPagesTest::check);
      assertThat(entry.getValue().getUsageMessage()).contains("Examples:", examples.getFirst());
      check(entry.getValue(), path + " ");
    }
  }

  private static void check(String example) {
    assertThat(example.length()).as(example).isLessThanOrEqualTo(78);
    for (String part : example.split("( # | && | \\| |[<>]).*?", -1)) {
      if (!part.strip().startsWith("portsnare ")) continue;
      List<String> words = WORD.matcher(part).results().map(word -> word.group()).toList();
      String[] args = words.subList(1, words.size()).toArray(String[]::new);
      assertThat(Main.commandLine(args).parseArgs(args).hasSubcommand()).as(part).isTrue();
    }
  }

  @Test
  void helpIsWhatTheOptionIs() {
    assertThat(HelpPages.asked(words("help"))).containsExactly("--help");
    assertThat(HelpPages.asked(words("help help"))).containsExactly("--help");
    assertThat(HelpPages.asked(words("help list"))).containsExactly("list", "--help");
    assertThat(HelpPages.asked(words("help list -h"))).containsExactly("list", "--help");
    assertThat(HelpPages.asked(words("help publish now"))).endsWith("publish", "now", "--help");
    assertThat(HelpPages.asked(words("list --port 23"))).containsExactly("list", "--port", "23");
    assertThatThrownBy(() -> HelpPages.asked(words("help lisst")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("there is no command 'lisst'");
  }

  @Test
  void pagesFitTheirWidth() {
    List<CommandLine> pages = new ArrayList<>();
    pages.add(Main.commandLine("--help"));
    pages.addAll(pages.getFirst().getSubcommands().values());
    for (CommandLine page : pages) {
      assertThat(page.getUsageMessage().lines()).allMatch(line -> line.length() <= 80);
    }
  }

  private static String[] words(String line) {
    return Arrays.stream(line.split(" ", -1)).toArray(String[]::new);
  }
}
