package org.portsnare.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.command.RunCommand;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;

/**
 * The entry point for the launcher. A daemon lives long and reads its command line once. So it
 * starts without picocli, which would stay in memory: over a megabyte of classes.
 */
final class Start {
  private Start() {}

  public static void main(String[] args) {
    System.exit(
        isDaemon(args) ? daemon(args.length == 1 ? null : Path.of(args[2])) : Main.run(args));
  }

  /** Whether this is the form that a service uses, with or without a file. Others need picocli. */
  static boolean isDaemon(String[] args) {
    if (args.length == 0 || !args[0].equals("run")) return false;
    if (args.length == 1) return true;
    boolean names = args[1].equals("-c") || args[1].equals("--config");
    return args.length == 3 && names && !args[2].startsWith("-") && !args[2].startsWith("@");
  }

  private static int daemon(@Nullable Path file) {
    try {
      RunCommand.run(new ConfigOption(file));
      return ExitStatus.DONE;
    } catch (Exception e) {
      return Failure.explain(e);
    }
  }
}
