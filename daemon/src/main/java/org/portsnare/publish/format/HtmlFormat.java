package org.portsnare.publish.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.portsnare.publish.output.Output;
import org.portsnare.signing.Manifest;
import org.portsnare.text.Markup;

/**
 * A page for people: a description, the files, the newest bans. No script, nothing from other
 * sites.
 */
public final class HtmlFormat extends Format {
  public HtmlFormat() {
    super("index.html", "this overview");
  }

  @Override
  public void end(Heading heading, Summary summary, Output out) {
    out.write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n");
    out.write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n");
    out.write("<meta name=\"color-scheme\" content=\"light dark\" />\n");
    out.write("<meta http-equiv=\"Content-Security-Policy\" ");
    out.write("content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n");
    out.write("<title>" + Heading.TITLE + "</title>\n<style>\n" + style() + "</style>\n");
    out.write("</head>\n<body>\n<main>\n<h1>Banned senders</h1>\n");
    facts(heading, summary, out);
    files(heading, out);
    ports(summary, out);
    newest(heading, summary, out);
    out.write("</main>\n</body>\n</html>\n");
  }

  private static void facts(Heading heading, Summary summary, Output out) {
    out.write("<p class=\"bans\"><strong>" + count(summary.bans()) + "</strong> banned now: ");
    out.write(count(summary.ipv4()) + " IPv4, " + count(summary.ipv6()) + " IPv6</p>\n");
    String time = Timestamps.of(heading.generated());
    out.write("<p>Listed are " + Markup.escaped(heading.selection()) + ".\n");
    out.write("Generated <time datetime=\"" + time + "\">" + time + "</time>, updated ");
    out.write(heading.frequency() + ".</p>\n");
    String contact = heading.settings().contact();
    if (!contact.isEmpty()) {
      out.write("<p>Is your address here by mistake? Ask for its removal: ");
      out.write(contact(contact) + "</p>\n");
    }
  }

  /** The contact; a mail address or a URL becomes a link. */
  public static String contact(String contact) {
    String text = Markup.escaped(contact);
    if (contact.matches("[^\\s@<>\"]+@[^\\s@<>\"]+")) {
      return "<a href=\"mailto:" + text + "\">" + text + "</a>";
    }
    if (contact.matches("https?://\\S+")) return "<a href=\"" + text + "\">" + text + "</a>";
    return text;
  }

  private static void files(Heading heading, Output out) {
    out.write("<h2>Files</h2>\n<table>\n<tbody>\n");
    for (Format format : heading.files()) {
      if (format instanceof HtmlFormat) continue;
      file(out, format.file(), format.about());
    }
    file(out, Manifest.FILE, "checksums of all files");
    if (heading.signed()) {
      file(out, Manifest.SIGNIFY, "the same, signed for signify");
      file(out, Manifest.MINISIGN, "its signature for minisign");
      file(out, Manifest.PUBLIC_KEY, "the public key; get it once, and keep it");
    }
    out.write("</tbody>\n</table>\n");
    if (!heading.signed()) return;
    out.write("<p>Check what you fetched:</p>\n<pre>");
    out.write("signify -C -p " + Manifest.PUBLIC_KEY + " -x " + Manifest.SIGNIFY);
    out.write("\nminisign -V -p " + Manifest.PUBLIC_KEY + " -m " + Manifest.FILE);
    out.write(" &amp;&amp; sha512sum -c " + Manifest.FILE + "</pre>\n");
  }

  private static void file(Output out, String name, String about) {
    out.write("<tr><th scope=\"row\"><a href=\"" + name + "\">" + name + "</a></th><td>");
    out.write(Markup.escaped(about) + "</td></tr>\n");
  }

  private static void ports(Summary summary, Output out) {
    if (summary.topPorts().isEmpty()) return;
    out.write("<h2>Ports</h2>\n<table class=\"numbers\">\n<thead><tr><th scope=\"col\">Port</th>");
    out.write("<th scope=\"col\">Bans</th></tr></thead>\n<tbody>\n");
    for (Summary.Port port : summary.topPorts()) {
      out.write("<tr><td>" + port.number() + "</td><td>" + count(port.bans()) + "</td></tr>\n");
    }
    out.write("</tbody>\n</table>\n");
  }

  private static void newest(Heading heading, Summary summary, Output out) {
    if (summary.newest().isEmpty()) return;
    boolean ports = !heading.settings().hidePorts();
    out.write("<h2>Newest</h2>\n<table>\n<thead><tr><th scope=\"col\">Sender</th>");
    out.write("<th scope=\"col\">First seen, UTC</th>");
    if (ports) out.write("<th scope=\"col\">Ports</th>");
    out.write("<th scope=\"col\">Evidence</th></tr></thead>\n<tbody>\n");
    for (Listed ban : summary.newest()) {
      out.write("<tr><td>").write(ban.address()).write("</td><td>");
      out.write(time(ban.firstSeen())).write("</td>");
      if (ports) {
        out.write("<td>");
        ban.writePorts(out, ' ');
        out.write("</td>");
      }
      out.write("<td>").write(ban.evidence()).write("</td></tr>\n");
    }
    out.write("</tbody>\n</table>\n");
  }

  /**
   * Date and time of RFC 3339 as two words, so that a narrow page can break the line between them.
   */
  private static String time(byte[] rfc3339) {
    String text = new String(rfc3339, StandardCharsets.US_ASCII);
    return text.substring(0, 10) + " " + text.substring(11, 19);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String style() {
    try (InputStream in = HtmlFormat.class.getResourceAsStream("index.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
