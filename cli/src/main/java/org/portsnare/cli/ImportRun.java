package org.portsnare.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.portsnare.ban.Lifetime;
import org.portsnare.control.ImportRequest;
import org.portsnare.control.ImportView;
import org.portsnare.control.Views;
import org.portsnare.imports.Entry;
import org.portsnare.imports.Findings;
import org.portsnare.imports.ImportFormat;

/** One way through a file of bans: hands them to the daemon in batches, and counts. */
final class ImportRun implements Findings {
  /** Bans of one request: the daemon is busy with it for a fraction of a second. */
  private static final int BATCH = 5_000;

  /** Addresses and lines that are named; further ones are counted. */
  private static final int NAMED = 20;

  private static final int MAX_DETAIL = 200;
  private static final int MAX_KINDS = 100;

  private final ControlClient client;
  private final ImportFormat format;
  private final Map<String, String> query;
  private final Instant now;
  private final StringBuilder body = new StringBuilder();
  private final long[] numbers = new long[BATCH];
  private final List<Bad> named = new ArrayList<>();
  private final List<String> exempt = new ArrayList<>();
  private final Map<String, Long> leftOut = new TreeMap<>();
  private int waiting;
  private long found;
  private long added;
  private long prolonged;
  private long unchanged;
  private long exempted;
  private long bad;

  private record Bad(long number, String why) {}

  /**
   * @param now what the ends of bans are counted from
   */
  ImportRun(ControlClient client, ImportFormat format, Map<String, String> query, Instant now) {
    this.client = client;
    this.format = format;
    this.query = query;
    this.now = now;
  }

  @Override
  public void entry(Entry entry) {
    numbers[waiting++] = entry.number();
    found++;
    body.append(entry.prefix()).append(' ').append(end(entry));
    if (!entry.detail().isEmpty()) body.append(' ').append(detail(entry.detail()));
    body.append('\n');
    if (waiting == BATCH) send();
  }

  private String end(Entry entry) {
    if (entry.left().isEmpty()) return ImportRequest.UNSAID;
    Lifetime left = entry.left().get();
    return left.isForever() ? ImportRequest.NEVER : now.plusMillis(left.millis()).toString();
  }

  /** On one line, whatever the file says. */
  private static String detail(String text) {
    return Text.clean(text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) : text);
  }

  @Override
  public void bad(long number, String why) {
    bad++;
    if (named.size() < NAMED) named.add(new Bad(number, why));
  }

  @Override
  public void leftOut(long number, String what) {
    boolean known = leftOut.containsKey(what) || leftOut.size() < MAX_KINDS;
    leftOut.merge(known ? what : "for other reasons", 1L, Long::sum);
  }

  /** Hands over what waits. */
  void finish() {
    if (waiting > 0) send();
    progress("");
  }

  private void send() {
    ImportView view = ask();
    added += view.added();
    prolonged += view.prolonged();
    unchanged += view.unchanged();
    exempted += view.exempt().size();
    if (view.ended() > 0) leftOut.merge("ended already", (long) view.ended(), Long::sum);
    for (ImportView.Spared spared : view.refused()) {
      bad(numbers[spared.place()], spared.address() + " is too wide: it has " + who(spared));
    }
    for (ImportView.Spared spared : view.exempt()) {
      if (exempt.size() < NAMED) exempt.add(spared.address() + " (" + spared.reason() + ")");
    }
    body.setLength(0);
    waiting = 0;
    progress(Text.count(found) + " ...");
  }

  private static String who(ImportView.Spared spared) {
    return spared.prefix() + " (" + spared.reason() + ") in it";
  }

  private ImportView ask() {
    try (ControlClient.Reply reply = client.send("POST", "/v1/import", query, body.toString())) {
      return Views.IMPORT.fromJson(reply.text());
    } catch (IOException e) {
      throw new CommandException("talking to the daemon failed: " + e.getMessage() + sofar(), e);
    } catch (CommandException e) {
      throw new CommandException(e.getMessage() + sofar(), e);
    }
  }

  /** Every batch is whole: what was imported before stays, and may be imported again. */
  private String sofar() {
    return added + prolonged == 0 || isDry()
        ? ""
        : "; imported before that: " + Text.count(added + prolonged);
  }

  private boolean isDry() {
    return Boolean.parseBoolean(query.get("dry"));
  }

  /** On a terminal. */
  private static void progress(String text) {
    if (Text.isTerminal()) System.err.print("\r" + text + "\u001b[K");
  }

  /** Lines that cannot be read, and networks that are too wide. */
  long bad() {
    return bad;
  }

  void printBad() {
    named.sort(Comparator.comparingLong(Bad::number));
    for (Bad line : named) {
      System.err.println(format.unit() + " " + line.number() + ": " + Text.clean(line.why()));
    }
    if (bad > named.size()) System.err.println("and " + Text.count(bad - named.size()) + " more");
  }

  void printSummary(String name, boolean dryRun) {
    System.out.println(
        (dryRun ? "would import " : "imported ")
            + Text.clean(name)
            + " ("
            + format.label()
            + "): "
            + Text.count(added)
            + " new, "
            + Text.count(prolonged)
            + " prolonged, "
            + Text.count(unchanged)
            + " unchanged, "
            + Text.count(exempted)
            + " exempt, "
            + Text.count(bad)
            + " bad");
    leftOut.forEach(
        (what, count) ->
            System.out.println("left out: " + Text.count(count) + " " + Text.clean(what)));
    exempt.forEach(line -> System.out.println("exempt, not banned: " + Text.clean(line)));
    if (exempted > exempt.size()) {
      System.out.println("exempt, not banned: " + Text.count(exempted - exempt.size()) + " more");
    }
  }
}
