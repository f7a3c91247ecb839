package org.portsnare.cli.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.portsnare.ban.Prefix;
import org.portsnare.cli.common.Text;
import org.portsnare.replay.Missed;
import org.portsnare.replay.Outcome;
import org.portsnare.replay.Replay;
import org.portsnare.replay.Tally;
import org.portsnare.replay.Verdict;
import org.portsnare.text.LocalTime;
import org.portsnare.view.ReplayView;

/** The report of {@code replay} for one capture. */
final class ReplayReport {
  private static final int MAX_MISSED = 20;

  private ReplayReport() {}

  static ReplayView view(Path file, Replay replay, Outcome outcome) {
    List<Verdict> banned = outcome.banned().stream().filter(v -> !v.observed()).toList();
    List<Verdict> observed = outcome.banned().stream().filter(Verdict::observed).toList();
    Outcome.Packets packets = outcome.packets();
    return new ReplayView(
        file.toString(),
        new ReplayView.Capture(
            replay.survey().packets(),
            replay.survey().seconds(),
            replay.speed(),
            replay.survey().own().stream().sorted().map(Prefix::toString).toList(),
            replay.survey().services().stream().sorted().toList()),
        new ReplayView.Packets(
            packets.fed(),
            packets.outgoing(),
            packets.notForUs(),
            packets.unreadable(),
            packets.tooLong(),
            packets.loopback(),
            new TreeMap<>(replay.survey().carriers())),
        banned.stream().map(verdict -> sender(verdict, "")).toList(),
        observed.stream().map(verdict -> sender(verdict, "")).toList(),
        outcome.exempt().stream().map(e -> sender(e.verdict(), e.reason())).toList(),
        tally(outcome.tally()),
        outcome.missed().stream().map(ReplayReport::missed).toList());
  }

  private static ReplayView.Sender sender(Verdict verdict, String reason) {
    return new ReplayView.Sender(
        verdict.banned().toString(),
        verdict.sender().toString(),
        verdict.trigger().label(),
        verdict.evidence().label(),
        verdict.port(),
        verdict.packet(),
        verdict.nth(),
        verdict.time(),
        reason);
  }

  static ReplayView.Tally tally(Tally tally) {
    return new ReplayView.Tally(
        tally.senders(),
        tally.caught(),
        tally.first(),
        tally.second(),
        tally.later(),
        tally.exempt(),
        tally.missed(),
        tally.uncounted());
  }

  private static ReplayView.Missed missed(Missed missed) {
    return new ReplayView.Missed(missed.sender().toString(), missed.syns(), missed.ports());
  }

  static void print(ReplayView view) {
    line("capture", view.file());
    line(
        "packets",
        Text.count(view.capture().packets())
            + " in "
            + String.format(Locale.ROOT, "%.1f", view.capture().seconds())
            + " s, replayed at "
            + String.format(Locale.ROOT, "%.1f", view.capture().speed())
            + " times the speed");
    line("own addresses", host(view));
    if (!view.capture().services().isEmpty())
      line("services", "tcp " + ports(view.capture().services()));
    line(
        "fed",
        Text.count(view.packets().fed())
            + ", not fed: "
            + Text.count(view.packets().outgoing())
            + " outgoing, "
            + Text.count(view.packets().notForUs())
            + " to others, "
            + Text.count(view.packets().tooLong())
            + " longer than 1500 bytes, "
            + Text.count(view.packets().unreadable())
            + " not IP");
    if (view.packets().loopback() > 0) line("loopback", loopback(view));
    if (!view.packets().notLookedInto().isEmpty()) line("not looked at", notLookedInto(view));
    line("senders", senders(view.senders()));
    table("banned", view.banned());
    table("observed", view.observed());
    table("exempt", view.exempt());
    missed(view);
  }

  private static String loopback(ReplayView view) {
    return Text.count(view.packets().loopback())
        + " packets to or from loopback addresses: they never come over a wire, so no rule"
        + " applies";
  }

  static String notLookedInto(ReplayView view) {
    return "what these packets carry inside: "
        + view.packets().notLookedInto().entrySet().stream()
            .map(carrier -> Text.count(carrier.getValue()) + " " + carrier.getKey())
            .collect(Collectors.joining(", "));
  }

  static String host(ReplayView view) {
    return view.capture().own().isEmpty() ? "none" : String.join(", ", view.capture().own());
  }

  private static String ports(List<Integer> ports) {
    return ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String senders(ReplayView.Tally tally) {
    String uncounted =
        tally.uncounted() == 0
            ? ""
            : "; not counted: " + Text.count(tally.uncounted()) + " SYNs of further senders";
    return Text.count(tally.senders())
        + " sent SYNs: "
        + Text.count(tally.caught())
        + " caught (at the first packet "
        + Text.count(tally.first())
        + ", the second "
        + Text.count(tally.second())
        + ", a later one "
        + Text.count(tally.later())
        + "), "
        + Text.count(tally.exempt())
        + " exempt, "
        + Text.count(tally.missed())
        + " missed"
        + uncounted;
  }

  private static void table(String what, List<ReplayView.Sender> senders) {
    System.out.println();
    System.out.println(senders.size() + " would have been " + what);
    if (senders.isEmpty()) return;
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"ADDRESS", "TIME", "PACKET", "PORT", "RULE", "EVIDENCE", "REASON"});
    for (ReplayView.Sender sender : senders) {
      rows.add(
          new String[] {
            sender.address(),
            sender.time() == null ? "-" : LocalTime.of(sender.time()),
            sender.packet() == 0 ? "-" : Text.count(sender.packet()),
            sender.port() == 0 ? "-" : Integer.toString(sender.port()),
            sender.trigger(),
            sender.evidence(),
            Text.clean(sender.reason())
          });
    }
    Text.table(rows, List.of(6, 5), Text.width(), System.out);
  }

  private static void missed(ReplayView view) {
    if (view.missed().isEmpty()) return;
    System.out.println();
    System.out.println(view.senders().missed() + " sent SYNs and were missed");
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"ADDRESS", "SYNS", "PORTS"});
    view.missed().stream()
        .limit(MAX_MISSED)
        .forEach(
            missed ->
                rows.add(
                    new String[] {
                      missed.sender(), Text.count(missed.syns()), ports(missed.ports())
                    }));
    Text.table(rows, List.of(2), Text.width(), System.out);
    long more = view.senders().missed() - rows.size() + 1;
    if (more > 0) System.out.println("and " + Text.count(more) + " more");
  }

  private static void line(String name, String value) {
    System.out.println(name + " ".repeat(15 - name.length()) + value);
  }
}
