package org.portsnare.cli;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.config.ConfigException;
import org.portsnare.log.Journal;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.store.StartException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong. */
final class Failure {
  private Failure() {}

  /**
   * Prints one clear sentence for an expected error, and a stack trace for any other.
   *
   * @return the exit status
   */
  static int explain(Exception e) {
    switch (e) {
      case ConfigException config -> {
        complain(String.valueOf(config.getMessage()));
        return ExitStatus.USAGE;
      }
      case StartException start -> complain("portsnare: " + start.getMessage());
      case CommandException command -> {
        complain("portsnare: " + command.getMessage());
        return command.status();
      }
      case NetlinkException netlink -> complain("portsnare: " + netlink.getMessage());
      default -> {
        complain("portsnare: this is a defect, please report it:");
        e.printStackTrace();
      }
    }
    return ExitStatus.FAILED;
  }

  /**
   * Prints one line for a wrong command line; the page with all options would hide it.
   *
   * @return the exit status
   */
  static int explain(ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String what = what(e);
    complain(
        command + ": " + what + (what.endsWith("?") ? " See " : "; see ") + command + " --help");
    return ExitStatus.USAGE;
  }

  private static String what(ParameterException e) {
    return switch (e) {
      case UnmatchedArgumentException unmatched -> unmatched(unmatched);
      case MissingParameterException missing ->
          missing.getMissing().stream().map(ArgSpec::paramLabel).collect(joining(", "))
              + " is missing";
      case ParameterException wrong
          when wrong.getArgSpec() instanceof OptionSpec option && wrong.getValue() != null ->
          option.longestName() + " takes " + values(option) + ", not '" + wrong.getValue() + "'";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String first = e.getUnmatched().getFirst();
    if (first.startsWith("-")) return "there is no option '" + first + "'";
    if (!isGroup(e)) return "'" + first + "' is one argument too many";
    List<String> near = e.getSuggestions();
    String hint = near.isEmpty() ? "" : "; did you mean " + near.getFirst() + "?";
    return "there is no command '" + first + "'" + hint;
  }

  private static String values(OptionSpec option) {
    boolean number = option.type() == Integer.class || option.type() == int.class;
    return number ? "a number" : option.paramLabel();
  }

  private static boolean isGroup(ParameterException e) {
    return !e.getCommandLine().getSubcommands().isEmpty();
  }

  private static void complain(String text) {
    System.err.println(Journal.error(text));
  }
}
