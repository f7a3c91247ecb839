package org.portsnare.cli.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.Durations;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.control.Route;
import org.portsnare.view.ReportView;
import org.portsnare.view.Views;
import org.portsnare.web.page.ReportPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Tells who scanned this host within a time, and for what, beside the time before it.")
public final class ReportCommand implements Callable<Integer> {
  private static final String DEFAULT_TITLE = "Portsnare report";
  private static final int MAX_TITLE = 200;

  enum Format {
    HTML,
    MD,
    JSON
  }

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "How far back; over three days it is told by day. Default: 30d.")
  private String since = "30d";

  @Option(
      names = "--format",
      paramLabel = "html|md|json",
      description = "Default: what FILE ends with, otherwise md.")
  private @Nullable Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write it; an older file is replaced. Default: the standard output.")
  private @Nullable Path output;

  @Option(names = "--title", paramLabel = "TEXT", description = "Heading of the report.")
  private String title = DEFAULT_TITLE;

  @Override
  public Integer call() {
    String heading = heading();
    Format chosen = format == null ? byName(output) : format;
    Map<String, String> query = Map.of("since", Durations.checked("--since", since));
    String json = config.client().get(Route.REPORT, query);
    String text = chosen == Format.JSON ? json : text(Views.REPORT.fromJson(json), chosen, heading);
    if (output == null) {
      System.out.print(text);
      return System.out.checkError() ? ExitStatus.FAILED : ExitStatus.DONE;
    }
    write(output.toAbsolutePath(), text);
    return ExitStatus.DONE;
  }

  private static String text(ReportView report, Format format, String heading) {
    return format == Format.HTML
        ? ReportPage.html(report, heading)
        : ReportPage.markdown(report, heading);
  }

  private String heading() {
    boolean fits = !title.isBlank() && title.length() <= MAX_TITLE;
    if (fits && title.chars().noneMatch(Character::isISOControl)) return title;
    throw new CommandException(
        "--title: must be one line of 1 to " + MAX_TITLE + " characters", ExitStatus.USAGE);
  }

  private static Format byName(@Nullable Path file) {
    String name = file == null ? "" : file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".html") || name.endsWith(".htm")) return Format.HTML;
    return name.endsWith(".json") ? Format.JSON : Format.MD;
  }

  /** Whole or not at all: a reader never finds half of it. */
  private static void write(Path file, String text) {
    Path directory = file.getParent();
    if (directory == null || Files.isDirectory(file)) {
      throw new CommandException("write " + file + ": it is a directory; name a file");
    }
    try {
      Path fresh = Files.createTempFile(directory, ".report", ".tmp");
      try {
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new CommandException("write " + file + ": " + why(e), e);
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such directory; make it first";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
