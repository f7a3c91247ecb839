package org.portsnare.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.imports.ImportException;
import org.portsnare.imports.ImportFile;
import org.portsnare.imports.ImportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = {
      "Bans what another program has banned, for as long as it still would.",
      "Reads a file of ipset save, fail2ban's database, CrowdSec's decisions, PortSentry's blocked "
          + "hosts, a list, or an export of another Portsnare."
    },
    exitCodeListHeading = Main.EXIT_STATUS,
    exitCodeList = "1:a line is bad and --skip-bad was not given: nothing is imported; or refused")
final class ImportCommand implements Callable<Integer> {
  /** A pipe is kept in a file, because it is read twice. */
  private static final long MAX_INPUT = 1L << 30;

  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "FILE", description = "The file; - reads standard input.")
  private String file = "";

  @Option(
      names = "--format",
      paramLabel = "ipset|fail2ban|crowdsec|portsentry|list|csv|json",
      description = "csv and json are what export writes. Default: what the file looks like.")
  private @Nullable ImportFormat format;

  @Option(
      names = "--set",
      paramLabel = "NAME",
      description = "The set of an ipset file that has several; may be repeated.")
  private List<String> sets = List.of();

  @Option(names = "--dry-run", description = "Only says what would happen.")
  private boolean dryRun;

  @Option(
      names = "--skip-bad",
      description =
          "Imports the rest where lines cannot be read or networks are too wide. Without it such "
              + "a file is refused as a whole.")
  private boolean skipBad;

  @Option(
      names = "--expire",
      paramLabel = "DURATION",
      description =
          "How long bans last of which the file does not say it, or never. Default: as the "
              + "configuration says.")
  private @Nullable String expire;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; explain shows it. Default: the name of the file.")
  private @Nullable String reason;

  @Override
  public Integer call() {
    checkExpire();
    try {
      if (file.equals("-")) return importCopy(System.in, "standard input");
      Path path = Path.of(file);
      boolean pipe = Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path);
      return pipe ? importCopy(Files.newInputStream(path), file) : importFile(path, file);
    } catch (ImportException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new CommandException("import " + file + ": " + e.getMessage(), e);
    }
  }

  private void checkExpire() {
    try {
      if (expire != null) Lifetime.parse(expire);
    } catch (IllegalArgumentException e) {
      throw new CommandException("--expire: " + e.getMessage(), Main.USAGE);
    }
  }

  /** Imports what can be read only once. */
  private int importCopy(InputStream in, String name) throws IOException {
    Path copy = Files.createTempFile("portsnare-import", null);
    // Also where the user breaks it off.
    copy.toFile().deleteOnExit();
    try (in) {
      keep(in, copy);
      return importFile(copy, name);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static void keep(InputStream in, Path copy) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    long size = 0;
    try (OutputStream out = Files.newOutputStream(copy)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > MAX_INPUT) throw new IOException("more than 1 GiB; import a file");
        out.write(buffer, 0, n);
      }
    }
  }

  private int importFile(Path path, String name) {
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw new CommandException("import " + name + ": there is no such file, or not for you");
    }
    ImportFile source = ImportFile.open(path, name, format, sets);
    Instant now = Instant.now();
    ImportRun check = run(source, name, now, true);
    check.printBad();
    if (check.bad() > 0 && !skipBad) {
      throw new CommandException(
          "import "
              + name
              + ": nothing was imported, because of what cannot be: "
              + Text.count(check.bad())
              + "; --skip-bad imports the rest");
    }
    ImportRun done = dryRun ? check : run(source, name, now, false);
    done.printSummary(name, dryRun);
    return Main.DONE;
  }

  private ImportRun run(ImportFile source, String name, Instant now, boolean dry) {
    Map<String, String> query = new LinkedHashMap<>();
    if (expire != null) query.put("for", expire);
    query.put("reason", Text.clean(reason == null ? name : reason));
    query.put("dry", Boolean.toString(dry));
    ImportRun run = new ImportRun(config.client(), source.format(), query, now);
    source.read(now, run);
    run.finish();
    return run;
  }
}
