package org.portsnare.cli.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.Durations;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Text;
import org.portsnare.imports.ImportFile;
import org.portsnare.imports.ImportFormat;
import org.portsnare.imports.source.ImportException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Bans the addresses that another program has banned, for the time left there.",
      "Reads sets of ipset and nftables, fail2ban's database, CrowdSec's decisions, PortSentry's "
          + "blocked hosts, the lists of Spamhaus, DShield and FireHOL, any list or table of "
          + "addresses, and an export of another Portsnare; also compressed with gzip.",
      "Entries that touch an exemption are left out and counted."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:a line is bad and --skip-bad was not given: nothing is imported; or refused")
public final class ImportCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "FILE", description = "The file; - reads standard input.")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "ipset|nft|fail2ban|crowdsec|portsentry|spamhaus|dshield|list|csv|json",
      description = "csv and json are the formats of export. Default: detected from the file.")
  private @Nullable ImportFormat format;

  @Option(
      names = "--set",
      paramLabel = "NAME",
      description = "The set of an ipset or nft file that has several; may be repeated.")
  private List<String> sets = List.of();

  @Option(names = "--dry-run", description = "Only says what would happen.")
  private boolean dryRun;

  @Option(
      names = "--verbose",
      description = "Lists what happens to each entry; with --dry-run, what would happen.")
  private boolean verbose;

  @Option(
      names = "--skip-bad",
      description =
          "Imports the rest if lines cannot be read. Without it the whole file is refused.")
  private boolean skipBad;

  @Option(
      names = "--strict",
      description = "Refuses the whole file if an entry touches an exemption.")
  private boolean strict;

  @Option(
      names = "--expire",
      paramLabel = "DURATION",
      description =
          "How long bans last that have no time in the file, or never. Default: the time in the "
              + "configuration.")
  private @Nullable String expire;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; explain shows it. Default: the name of the file.")
  private @Nullable String reason;

  @Override
  public Integer call() {
    if (expire != null) Durations.checked("--expire", expire);
    try (ImportInput input = ImportInput.open(file, format == null)) {
      return importFile(input.path(), input.name());
    } catch (ImportException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandException("import " + file + ": " + e.getMessage(), e);
    }
  }

  private int importFile(Path path, String name) {
    ImportFile source = ImportFile.open(path, name, format, sets);
    Instant now = Instant.now();
    ImportRun check = run(source, name, now, true);
    check.bad().complain(source.unit());
    if (check.bad().count() > 0 && !skipBad) {
      throw nothingImported(name, "of bad entries: ", check.bad(), "; --skip-bad imports the rest");
    }
    if (check.exempt().count() > 0 && strict) {
      check.exempt().complain(source.unit());
      throw nothingImported(
          name,
          "of entries that touch an exemption: ",
          check.exempt(),
          "; without --strict they are left out");
    }
    ImportRun done = dryRun ? check : run(source, name, now, false);
    done.printSummary(name, dryRun);
    return ExitStatus.DONE;
  }

  private static CommandException nothingImported(
      String name, String cause, NamedLines lines, String remedy) {
    return new CommandException(
        "import "
            + name
            + ": nothing was imported, because "
            + cause
            + Text.count(lines.count())
            + remedy);
  }

  private ImportRun run(ImportFile source, String name, Instant now, boolean dry) {
    boolean listed = verbose && dry == dryRun;
    Map<String, String> query = new LinkedHashMap<>();
    if (expire != null) query.put("for", expire);
    query.put("reason", Text.clean(reason == null ? name : reason));
    query.put("dry", Boolean.toString(dry));
    query.put("strict", Boolean.toString(strict));
    query.put("verbose", Boolean.toString(listed));
    ImportListing listing = listed ? new ImportListing(source.unit()) : null;
    ImportRun run = new ImportRun(config.client(), source.format(), query, now, listing);
    source.read(now, run);
    run.finish();
    return run;
  }
}
