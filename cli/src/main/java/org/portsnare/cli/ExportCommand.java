package org.portsnare.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes all active bans, newest first, for other programs to read.",
    exitCodeListHeading = Main.EXIT_STATUS,
    exitCodeList = "1:the reader of the list has gone, or there is no daemon")
final class ExportCommand implements Callable<Integer> {
  /** The formats that programs read. */
  enum Format {
    PLAIN,
    JSON,
    CSV
  }

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--format",
      paramLabel = "plain|json|csv",
      description = "plain is one address or prefix per line. Default: plain.")
  private Format format = Format.PLAIN;

  @Override
  public Integer call() {
    Map<String, String> query = Map.of("format", format == Format.PLAIN ? "plain" : "json");
    return ListCommand.print(config.client(), query, ListCommand.Format.valueOf(format.name()), "");
  }
}
