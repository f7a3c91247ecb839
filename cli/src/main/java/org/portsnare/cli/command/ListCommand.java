package org.portsnare.cli.command;

import static java.util.stream.Collectors.joining;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.Durations;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Prefixes;
import org.portsnare.cli.common.Text;
import org.portsnare.control.Route;
import org.portsnare.control.Search;
import org.portsnare.fact.Tool;
import org.portsnare.text.LocalTime;
import org.portsnare.text.Visible;
import org.portsnare.view.BanView;
import org.portsnare.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists active bans, newest first; with --observed senders that would be banned.",
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:the reader of the list has gone, or there is no daemon")
public final class ListCommand implements Callable<Integer> {
  /**
   * Number of rows that share column widths: a table of a million rows need not fit into memory.
   */
  private static final int PAGE = 1_000;

  private static final int BUFFER = 64 * 1024;

  private static final int MAX_TOP = 999_999_999;

  public enum Format {
    TABLE,
    PLAIN,
    JSON,
    CSV
  }

  enum Order {
    NEWEST,
    HITS,
    DROPPED,
    REPEATS
  }

  enum EvidenceFilter {
    PROBABLE,
    CONFIRMED
  }

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--format",
      paramLabel = "table|plain|json|csv",
      description = "plain is one address or prefix per line. Default: table.")
  private Format format = Format.TABLE;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Only bans made within this time.")
  private @Nullable String since;

  @Option(names = "--port", paramLabel = "PORT", description = "Only bans for touching this port.")
  private @Nullable Integer port;

  @Option(
      names = "--evidence",
      paramLabel = "probable|confirmed",
      description = "Only bans with this evidence.")
  private @Nullable EvidenceFilter evidence;

  @Option(
      names = "--tool",
      paramLabel = "NAME",
      description = "Only bans of senders that use this tool, such as masscan, ZMap or nmap.")
  private @Nullable String tool;

  @Option(
      names = "--network",
      paramLabel = "PREFIX",
      description = "Only bans inside this network, or around it.")
  private @Nullable String network;

  @Option(
      names = "--sort",
      paramLabel = "newest|hits|dropped|repeats",
      description = "What comes first. repeats: the senders that were banned most often.")
  private @Nullable Order sort;

  @Option(names = "--top", paramLabel = "N", description = "Only the first N rows.")
  private @Nullable Integer top;

  @Parameters(
      arity = "0..*",
      paramLabel = "WORD",
      description =
          "Only bans that match: an address or its begin, a network, a port or its name, a trigger,"
              + " evidence, a tool.")
  private List<String> words = List.of();

  @Option(
      names = "--observed",
      description =
          "Lists senders that are recorded but not banned: with observe = true, and at UDP traps. "
              + "LEFT is how long their ban would last.")
  private boolean observed;

  @Override
  public Integer call() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", format == Format.PLAIN ? "plain" : "json");
    if (observed) query.put("observed", "true");
    if (since != null) query.put("since", Durations.checked("--since", since));
    if (port != null) query.put("port", Integer.toString(checked(port)));
    if (evidence != null) query.put("evidence", evidence.name());
    if (tool != null) query.put("tool", known(tool));
    if (network != null) query.put("network", Prefixes.checked(network));
    if (sort != null) query.put("sort", sort.name().toLowerCase(Locale.ROOT));
    if (top != null) query.put("limit", Integer.toString(positive(top)));
    if (!words.isEmpty()) query.put("search", searched(words));
    boolean all = query.size() == 1;
    String none =
        observed ? "no recorded senders" : all ? "no active bans" : "no active ban matches";
    return print(config.client(), query, format, none);
  }

  private static String known(String name) {
    try {
      return Tool.of(name).label();
    } catch (IllegalArgumentException e) {
      throw new CommandException("--tool: " + e.getMessage(), ExitStatus.USAGE);
    }
  }

  /** The words, which make sense: a wrong one is told before the daemon is asked. */
  private static String searched(List<String> words) {
    String text = String.join(" ", words);
    try {
      Search.of(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new CommandException("list: " + e.getMessage(), ExitStatus.USAGE);
    }
  }

  private static int positive(int top) {
    if (top > 0 && top <= MAX_TOP) return top;
    throw new CommandException("--top " + top + ": must be 1 to " + MAX_TOP, ExitStatus.USAGE);
  }

  private static int checked(int port) {
    if (port >= 1 && port <= 65_535) return port;
    throw new CommandException("--port " + port + ": a port is 1 to 65535", ExitStatus.USAGE);
  }

  /**
   * Prints what the daemon lists.
   *
   * @param none the text of a table without rows
   */
  static int print(ControlClient client, Map<String, String> query, Format format, String none) {
    try (ControlClient.Reply reply = client.send(Route.LIST, query, "")) {
      // Not System.out, which does not stop when the reader has gone.
      OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
      Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      switch (format) {
        case PLAIN -> reply.body().transferTo(out);
        case JSON -> json(reply.body(), out);
        case CSV -> csv(reply.lines(), text);
        case TABLE -> table(reply.lines(), text, expendable(query.get("sort")), none);
      }
      text.flush();
    } catch (IOException e) {
      // The reader of the output has gone, as head does: that needs no message.
      return ExitStatus.FAILED;
    }
    return ExitStatus.DONE;
  }

  /** Copies the daemon's lines, which are the elements already, with commas between them. */
  static void json(InputStream lines, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    boolean between = false;
    out.write(new byte[] {'[', '\n'});
    for (int length = lines.read(buffer); length > 0; length = lines.read(buffer)) {
      int start = 0;
      for (int i = 0; i < length; i++) {
        if (between) out.write(new byte[] {',', '\n'});
        between = buffer[i] == '\n';
        if (!between) continue;
        out.write(buffer, start, i - start);
        start = i + 1;
      }
      out.write(buffer, start, length - start);
    }
    if (between) out.write('\n');
    out.write(new byte[] {']', '\n'});
  }

  private static void csv(BufferedReader lines, Writer out) throws IOException {
    out.write(
        "address,since,expires,port,protocol,trigger,evidence,hits,dropped,nth,tool,reason\r\n");
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      BanView ban = Views.BAN.fromJson(line);
      String expires = ban.expires() == null ? "" : ban.expires().toString();
      out.write(
          String.join(
              ",",
              ban.address(),
              ban.since().toString(),
              expires,
              Integer.toString(ban.port()),
              ban.protocol(),
              ban.trigger(),
              ban.evidence(),
              Long.toString(ban.hits()),
              Long.toString(ban.dropped()),
              Integer.toString(ban.nth()),
              ban.tool(),
              Visible.cell(ban.reason())));
      out.write("\r\n");
    }
  }

  private static void table(BufferedReader lines, Writer out, List<Integer> expendable, String none)
      throws IOException {
    Instant now = Instant.now();
    List<String[]> rows = new ArrayList<>();
    long total = 0;
    SortedSet<Integer> leftOut = new TreeSet<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (rows.isEmpty()) rows.add(HEADING);
      rows.add(row(Views.BAN.fromJson(line), now));
      total++;
      if (rows.size() > PAGE) leftOut.addAll(flush(rows, expendable, out));
    }
    leftOut.addAll(flush(rows, expendable, out));
    if (total == 0) out.append(none).append('\n');
    out.flush();
    if (!leftOut.isEmpty()) System.err.println(narrow(leftOut));
  }

  /** Columns that may be left out, in this order: hits, dropped, evidence, since, tool. */
  private static final List<Integer> EXPENDABLE = List.of(7, 8, 5, 1, 6);

  private static final int HITS = 7;
  private static final int DROPPED = 8;

  /** The column by which the rows are sorted stays. */
  private static List<Integer> expendable(@Nullable String sort) {
    return EXPENDABLE.stream()
        .filter(column -> column != HITS || !"hits".equals(sort))
        .filter(column -> column != DROPPED || !"dropped".equals(sort))
        .toList();
  }

  private static final String[] HEADING = {
    "ADDRESS", "SINCE", "LEFT", "PORT", "TRIGGER", "EVIDENCE", "TOOL", "HITS", "DROPPED", "REASON"
  };

  private static String[] row(BanView ban, Instant now) {
    return new String[] {
      ban.address(),
      LocalTime.of(ban.since()),
      Text.left(ban.expires(), now),
      ban.port() == 0 ? "-" : Integer.toString(ban.port()),
      ban.trigger(),
      ban.evidence(),
      ban.tool().isEmpty() ? "-" : ban.tool(),
      Text.count(ban.hits()),
      Text.count(ban.dropped()),
      ban.nth() > 1
          ? Text.clean(ban.reason() + " (ban no. " + ban.nth() + ")").strip()
          : Text.clean(ban.reason()),
    };
  }

  private static List<Integer> flush(List<String[]> rows, List<Integer> expendable, Writer out) {
    if (rows.isEmpty()) return List.of();
    List<Integer> leftOut = Text.table(rows, expendable, Text.width(), out);
    rows.clear();
    return leftOut;
  }

  private static String narrow(SortedSet<Integer> leftOut) {
    String names = leftOut.stream().map(column -> HEADING[column]).collect(joining(", "));
    return "(no room for " + names + "; portsnare explain ADDRESS shows them)";
  }
}
