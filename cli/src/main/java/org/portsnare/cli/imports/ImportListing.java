package org.portsnare.cli.imports;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.Text;
import org.portsnare.imports.source.Entry;
import org.portsnare.text.LocalTime;
import org.portsnare.view.ImportView;
import org.portsnare.view.ImportView.Outcome;
import org.portsnare.view.ImportView.Spared;

/** Prints the outcome of each entry of a file, in the order of the file. Not thread-safe. */
final class ImportListing {
  /** Maximum number of entries that wait for the daemon's answer. */
  private static final int MAX_WAITING = 10_000;

  private final PrintStream out;
  private final String unit;
  private final List<Row> waiting = new ArrayList<>();

  /**
   * An entry.
   *
   * @param text its outcome; null if the daemon will tell it
   */
  private record Row(long number, String address, @Nullable String text) {}

  /**
   * @param unit the word for an entry: line, decision
   */
  ImportListing(String unit) {
    this.unit = unit;
    // Not System.out, which writes each line on its own.
    out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
            false,
            StandardCharsets.UTF_8);
  }

  /** Adds an entry whose outcome is in the next answer. */
  void entry(Entry entry) {
    waiting.add(new Row(entry.number(), entry.prefix().toString(), null));
  }

  /** Adds an entry that is not sent to the daemon. */
  void told(long number, String text) {
    waiting.add(new Row(number, "", text));
  }

  /** Whether the daemon should be asked now. */
  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  /**
   * Prints the waiting rows.
   *
   * @param view the answer to their entries; null if there was none
   */
  void print(@Nullable ImportView view) {
    Map<Integer, Spared> spared = new HashMap<>();
    if (view != null) {
      for (Spared each : view.exempt()) spared.put(each.place(), each);
      for (Spared each : view.refused()) spared.put(each.place(), each);
    }
    int place = 0;
    for (Row row : waiting) {
      String text = row.text();
      if (text == null && view != null) {
        text = row.address() + " " + outcome(view.outcomes().get(place), spared.get(place));
        place++;
      }
      out.println(unit + " " + row.number() + ": " + Text.clean(String.valueOf(text)));
    }
    waiting.clear();
    out.flush();
  }

  private static String outcome(Outcome outcome, @Nullable Spared spared) {
    if (spared != null) return "exempt: " + touches(spared);
    return switch (ImportView.Kind.valueOf(outcome.outcome().toUpperCase(Locale.ROOT))) {
      case ADDED -> "new, " + until(outcome.expires());
      case PROLONGED -> "prolonged, " + until(outcome.expires());
      case UNCHANGED -> "unchanged, " + until(outcome.expires());
      case ENDED -> "left out: ended already";
      case EXEMPT, REFUSED -> "exempt";
    };
  }

  private static String until(@Nullable Instant expires) {
    return expires == null ? "for ever" : "until " + LocalTime.of(expires);
  }

  /** The exemption that prevents the ban. */
  static String touches(Spared spared) {
    return spared.address().equals(spared.prefix())
        ? spared.reason()
        : spared.prefix() + ", " + spared.reason();
  }
}
