package org.portsnare.cli.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ControlClient;
import org.portsnare.cli.common.Text;
import org.portsnare.control.Candidates;
import org.portsnare.control.Route;
import org.portsnare.imports.ImportFormat;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.view.ImportView;
import org.portsnare.view.ImportView.Spared;
import org.portsnare.view.Views;

/**
 * One pass over a file of bans. A dry one asks the daemon in batches. One that changes something
 * sends all bans in one request, so that the daemon does all of it or nothing.
 */
final class ImportRun implements Findings {
  private static final int PIECE = 1 << 20;
  private static final int MAX_DETAIL = 200;
  private static final int MAX_KINDS = 100;

  private final ControlClient client;
  private final ImportFormat format;
  private final Map<String, String> query;
  private final Instant now;

  /** What is to be sent: whole pieces, and the one that grows. */
  private final List<byte[]> pieces = new ArrayList<>();

  private final StringBuilder text = new StringBuilder();
  private long length;
  private final boolean dry;
  private final NamedLines bad = new NamedLines();
  private final NamedLines exempt = new NamedLines();
  private final @Nullable ImportListing listing;
  private final Map<String, Long> leftOut = new TreeMap<>();
  private long[] numbers = new long[Candidates.BATCH];
  private int waiting;
  private long found;
  private long added;
  private long prolonged;
  private long unchanged;

  /**
   * @param now the time from which the ends of bans are counted
   * @param listing prints each entry; null for no listing
   */
  ImportRun(
      ControlClient client,
      ImportFormat format,
      Map<String, String> query,
      Instant now,
      @Nullable ImportListing listing) {
    this.client = client;
    this.format = format;
    this.query = query;
    dry = Boolean.parseBoolean(query.get("dry"));
    this.now = now;
    this.listing = listing;
  }

  @Override
  public void entry(Entry entry) {
    if (waiting == numbers.length) numbers = Arrays.copyOf(numbers, 2 * waiting);
    numbers[waiting++] = entry.number();
    found++;
    text.append(entry.prefix()).append(' ').append(end(entry));
    if (!entry.detail().isEmpty()) text.append(' ').append(detail(entry.detail()));
    text.append('\n');
    if (text.length() >= PIECE) endPiece();
    if (listing != null) listing.entry(entry);
    if (dry && waiting == Candidates.BATCH) send();
    if (length > Candidates.MAX_BYTES) {
      throw new CommandException(
          "nothing was imported, because there are more bans than fit into "
              + (Candidates.MAX_BYTES >> 20)
              + " MiB; split the file");
    }
  }

  private void endPiece() {
    byte[] piece = text.toString().getBytes(StandardCharsets.UTF_8);
    pieces.add(piece);
    length += piece.length;
    text.setLength(0);
  }

  private String end(Entry entry) {
    if (entry.left().isEmpty()) return Candidates.UNSAID;
    Lifetime left = entry.left().get();
    return left.isForever() ? Candidates.NEVER : now.plusMillis(left.millis()).toString();
  }

  /** A short text on one line, whatever the file has. */
  private static String detail(String text) {
    return Text.clean(text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) : text);
  }

  @Override
  public void bad(long number, String why) {
    bad.add(number, why);
    list(number, "bad: " + why);
  }

  @Override
  public void leftOut(long number, String what) {
    boolean known = leftOut.containsKey(what) || leftOut.size() < MAX_KINDS;
    leftOut.merge(known ? what : "for other reasons", 1L, Long::sum);
    list(number, "left out: " + what);
  }

  private void list(long number, String text) {
    if (listing == null) return;
    listing.told(number, text);
    if (dry && listing.isFull()) send();
  }

  /** Sends the waiting entries. */
  void finish() {
    send();
    progress("");
  }

  private void send() {
    ImportView view = waiting == 0 ? null : ask();
    if (view != null) count(view);
    if (listing != null) listing.print(view);
    pieces.clear();
    length = 0;
    waiting = 0;
    progress(Text.count(found) + " ...");
  }

  private void count(ImportView view) {
    added += view.added();
    prolonged += view.prolonged();
    unchanged += view.unchanged();
    if (view.ended() > 0) leftOut.merge("ended already", (long) view.ended(), Long::sum);
    spare(view.exempt());
    spare(view.refused());
  }

  private void spare(List<Spared> touching) {
    for (Spared spared : touching) {
      exempt.add(
          numbers[spared.place()], spared.address() + " (" + ImportListing.touches(spared) + ")");
    }
  }

  private ImportView ask() {
    endPiece();
    try (ControlClient.Reply reply = client.send(Route.IMPORT, query, pieces)) {
      return Views.IMPORT.fromJson(reply.text());
    } catch (IOException e) {
      throw new CommandException("talking to the daemon failed: " + e.getMessage(), e);
    }
  }

  /** Shows the progress on a terminal. */
  private void progress(String text) {
    if (listing == null && Text.isTerminal()) System.err.print("\r" + text + "\u001b[K");
  }

  /** Lines that cannot be read. */
  NamedLines bad() {
    return bad;
  }

  /** Entries that touch an exemption. */
  NamedLines exempt() {
    return exempt;
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
            + Text.count(exempt.count())
            + " exempt, "
            + Text.count(bad.count())
            + " bad");
    leftOut.forEach(
        (what, count) ->
            System.out.println("left out: " + Text.count(count) + " " + Text.clean(what)));
    exempt.print(line -> System.out.println("exempt, not banned: " + line));
  }
}
