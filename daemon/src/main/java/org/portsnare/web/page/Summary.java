package org.portsnare.web.page;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.portsnare.view.ReportView;
import org.portsnare.view.ReportView.Top;

/** A report in a few sentences. */
final class Summary {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Summary() {}

  /** The sentences, without markup. */
  static List<String> of(ReportView report) {
    List<String> sentences = new ArrayList<>();
    ReportView.Totals totals = report.totals();
    if (totals.bans() == 0) {
      sentences.add("No scanner was banned in this time.");
    } else {
      sentences.add(bans(report));
      sentences.add(confirmed(totals));
      sentences.add(busiest(report));
      wanted(report, sentences);
      tools(report, sentences);
    }
    if (totals.manual() > 0) sentences.add(bans(totals.manual(), "made by hand"));
    if (totals.imported() > 0) sentences.add(bans(totals.imported(), "imported from lists"));
    sentences.add(dropped(totals, report.before()));
    long active = report.active();
    sentences.add(
        "Now " + Html.number(active) + (active == 1 ? " ban is" : " bans are") + " in force.");
    return sentences;
  }

  private static String bans(long number, String how) {
    return Html.number(number) + (number == 1 ? " ban was " : " bans were ") + how + ".";
  }

  /** The time in words, such as {@code 2 November 2026 to 1 December 2026, UTC}. */
  static String time(ReportView report) {
    DateTimeFormatter format = report.daily() ? DAY : HOUR;
    return format.format(report.from()) + " to " + format.format(report.made()) + ", UTC";
  }

  private static String bans(ReportView report) {
    long now = report.totals().bans();
    long before = report.before().bans();
    String made = Html.number(now) + (now == 1 ? " scanner was banned" : " scanners were banned");
    if (before == 0) return made + ".";
    return made + ", " + change(now, before) + " the " + length(report) + " before.";
  }

  /** How long the time is, in whole hours or days. */
  private static String length(ReportView report) {
    Duration length = Duration.between(report.from(), report.to());
    long number = report.daily() ? length.toDays() : length.toHours();
    return number + (report.daily() ? " days" : " hours");
  }

  static String change(long now, long before) {
    if (now == before) return "as many as in";
    long percent = Math.round(100.0 * Math.abs(now - before) / before);
    if (now > before && percent >= 200) {
      return String.format(Locale.ROOT, "%.1f times as many as in", (double) now / before);
    }
    return percent + " % " + (now > before ? "more" : "fewer") + " than in";
  }

  private static String confirmed(ReportView.Totals totals) {
    return 100 * totals.confirmed() / totals.bans()
        + " % of them were confirmed: the sender has answered, so its address was not forged.";
  }

  private static String busiest(ReportView report) {
    ReportView.Step most =
        report.steps().stream().max(Comparator.comparingLong(ReportView.Step::bans)).orElseThrow();
    return (report.daily() ? "The busiest day was " : "The busiest hour was ")
        + (report.daily() ? DAY : HOUR).format(most.start())
        + ", with "
        + Html.number(most.bans())
        + ".";
  }

  private static void wanted(ReportView report, List<String> sentences) {
    if (report.tops().ports().isEmpty()) return;
    List<String> ports = report.tops().ports().stream().limit(3).map(Summary::port).toList();
    sentences.add("They looked most for " + String.join("; ", ports) + ".");
  }

  private static String port(Top port) {
    String name = port.note().isEmpty() ? "" : port.note() + ", ";
    return "port " + port.name() + " (" + name + Html.number(port.number()) + ")";
  }

  private static void tools(ReportView report, List<String> sentences) {
    if (report.tops().tools().isEmpty()) return;
    Top tool = report.tops().tools().getFirst();
    sentences.add(
        "The tool named most was " + tool.name() + " (" + Html.number(tool.number()) + ").");
  }

  private static String dropped(ReportView.Totals totals, ReportView.Totals before) {
    if (totals.packets() == 0) return "No packet of a banned sender came.";
    String now =
        Html.number(totals.packets())
            + " packets of banned senders were dropped ("
            + Html.bytes(totals.bytes())
            + ")";
    if (before.packets() == 0) return now + ".";
    return now + ", " + change(totals.packets(), before.packets()) + " the time before.";
  }
}
