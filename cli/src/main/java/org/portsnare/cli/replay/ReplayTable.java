package org.portsnare.cli.replay;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.cli.common.Text;
import org.portsnare.view.ReplayView;
import org.portsnare.view.ReplaysView;

/** The report of {@code replay} for several captures: a line for each, and one for all. */
final class ReplayTable {
  private static final String[] HEADING = {
    "FILE", "PACKETS", "SENDERS", "CAUGHT", "FIRST", "SECOND", "LATER", "EXEMPT", "MISSED", "HOST"
  };

  private ReplayTable() {}

  static ReplaysView view(List<ReplayView> files) {
    long packets = files.stream().mapToLong(file -> file.capture().packets()).sum();
    ReplayView.Tally total = new ReplayView.Tally(0, 0, 0, 0, 0, 0, 0, 0);
    for (ReplayView file : files) total = total.plus(file.senders());
    return new ReplaysView(files, packets, total);
  }

  static void print(ReplaysView all) {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEADING);
    for (ReplayView file : all.files()) {
      String name = Text.clean(file.file());
      rows.add(row(name, file.capture().packets(), file.senders(), ReplayReport.host(file)));
    }
    rows.add(row("total", all.packets(), all.total(), ""));
    Text.table(rows, List.of(9, 7), Text.width(), System.out);
    for (ReplayView file : all.files()) {
      if (file.packets().notLookedInto().isEmpty()) continue;
      String name = Text.clean(file.file());
      System.out.println(name + ": not looked at: " + ReplayReport.notLookedInto(file));
    }
  }

  private static String[] row(String file, long packets, ReplayView.Tally tally, String host) {
    return new String[] {
      file,
      Text.count(packets),
      Text.count(tally.senders()),
      Text.count(tally.caught()),
      Text.count(tally.first()),
      Text.count(tally.second()),
      Text.count(tally.later()),
      Text.count(tally.exempt()),
      Text.count(tally.missed()),
      host
    };
  }
}
