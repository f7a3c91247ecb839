package org.portsnare.cli.command;

import java.util.Map;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes all active bans, newest first, for other programs to read.",
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:the reader of the list has gone, or there is no daemon")
public final class ExportCommand implements Callable<Integer> {
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
