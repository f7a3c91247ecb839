package org.portsnare.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the launcher enters. A daemon lives long and reads its command line once, so it does
 * without picocli, which it would keep: over a megabyte of classes.
 */
final class Start {
  private Start() {}

  public static void main(String[] args) {
    System.exit(
        isDaemon(args) ? daemon(args.length == 1 ? null : Path.of(args[2])) : Main.run(args));
  }

  /** In the one form that a service uses, with a file or without; all else is for picocli. */
  static boolean isDaemon(String[] args) {
    if (args.length == 0 || !args[0].equals("run")) return false;
    if (args.length == 1) return true;
    boolean names = args[1].equals("-c") || args[1].equals("--config");
    return args.length == 3 && names && !args[2].startsWith("-") && !args[2].startsWith("@");
  }

  private static int daemon(@Nullable Path file) {
    try {
      RunCommand.run(new ConfigOption(file));
      return Main.DONE;
    } catch (Exception e) {
      return Failure.explain(e);
    }
  }
}
