package org.portsnare.web.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.portsnare.text.Markup;
import org.portsnare.view.ReportView;

/** A report as one HTML file that needs nothing else, and as Markdown. */
public final class ReportPage {
  private static final String STYLE = "/org/portsnare/web/status.css";

  private ReportPage() {}

  /**
   * The HTML file. It loads nothing and runs nothing.
   *
   * @param title heading of the report
   */
  public static String html(ReportView report, String title) {
    String name = Markup.escaped(title);
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    html.append(" style-src 'unsafe-inline'\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>").append(name);
    html.append("</title>\n<style>\n").append(style()).append("</style>\n</head>\n<body>\n");
    html.append("<header>\n<h1>").append(name).append("</h1>\n<p>");
    html.append(Summary.time(report)).append("</p>\n</header>\n<main>\n<p class=\"summary\">");
    for (String sentence : Summary.of(report)) html.append(Markup.escaped(sentence)).append('\n');
    html.append("</p>\n").append(Charts.alone(report)).append("</main>\n<footer>\n<p>");
    html.append("Made by Portsnare on ").append(Html.time(report.made())).append(" UTC; ");
    html.append(Markup.escaped(report.protection())).append("</p>\n</footer>\n</body>\n</html>\n");
    return html.toString();
  }

  private static String style() {
    try (InputStream style = ReportPage.class.getResourceAsStream(STYLE)) {
      if (style == null) throw new IllegalStateException(STYLE + " is not in the application");
      return new String(style.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The report as text in Markdown, which reads well in a terminal too. */
  public static String markdown(ReportView report, String title) {
    StringBuilder text = new StringBuilder("# ").append(title).append("\n\n");
    text.append(Summary.time(report)).append("\n\n");
    for (String sentence : Summary.of(report)) text.append("- ").append(sentence).append('\n');
    ReportView.Tops tops = report.tops();
    list(text, "What they look for", "port", tops.ports());
    list(text, "With which tool", "tool", tops.tools());
    list(text, "What they said", "first words", tops.phrases());
    list(text, "What banned them", "trigger", tops.triggers());
    list(text, "Who comes back", "sender, and how often it was banned", tops.repeated());
    return text.toString();
  }

  private static void list(
      StringBuilder text, String title, String what, List<ReportView.Top> tops) {
    if (tops.isEmpty()) return;
    boolean compared = tops.getFirst().before() >= 0;
    text.append("\n## ").append(title).append("\n\n| ").append(what);
    text.append(
        compared
            ? " | number | before |\n| --- | ---: | ---: |\n"
            : " | number |\n| --- | ---: |\n");
    for (ReportView.Top top : tops) {
      text.append("| ").append(cell(top.name()));
      if (!top.note().isEmpty()) text.append(' ').append(cell(top.note()));
      text.append(" | ").append(Html.number(top.number()));
      if (compared) text.append(" | ").append(Html.number(top.before()));
      text.append(" |\n");
    }
  }

  /** Text of a stranger must not end the cell, and must not become markup. */
  private static String cell(String text) {
    return text.replaceAll("([\\\\`*_{}\\[\\]<>#|~&!])", "\\\\$1");
  }
}
