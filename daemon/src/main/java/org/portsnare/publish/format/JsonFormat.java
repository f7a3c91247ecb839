package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/** One object; each ban has a line of its own. */
public final class JsonFormat extends Format {
  private static final byte[] ADDRESS = Ascii.of("{\"address\":\"");
  private static final byte[] FIRST = Ascii.of("\",\"first_seen\":\"");
  private static final byte[] LAST = Ascii.of("\",\"last_seen\":\"");
  private static final byte[] PORTS = Ascii.of("\",\"ports\":[");
  private static final byte[] PROTOCOL = Ascii.of("],\"protocol\":\"");
  private static final byte[] TRIGGER = Ascii.of("\",\"trigger\":\"");
  private static final byte[] EVIDENCE = Ascii.of("\",\"evidence\":\"");
  private static final byte[] HITS = Ascii.of("\",\"hits\":");
  private static final byte[] DROPPED = Ascii.of(",\"dropped\":");

  private byte[] separator = Ascii.of("\n");

  public JsonFormat() {
    super("portsnare.json", "the same as JSON");
  }

  @Override
  public void begin(Heading heading, Output out) {
    out.write("{\"generated\":\"" + Timestamps.of(heading.generated()) + "\",");
    out.write("\"evidence\":\"" + (heading.settings().confirmedOnly() ? "confirmed" : "any"));
    out.write("\",\"min_age\":" + heading.settings().minAgeMillis() / 1000);
    out.write(",\"contact\":\"" + escaped(heading.settings().contact()) + "\",\"bans\":[");
  }

  /** Escapes a text; the configuration allows no control characters in it. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  @Override
  public void ban(Listed ban, Output out) {
    out.write(separator);
    separator = SEPARATOR;
    out.write(ADDRESS).write(ban.address());
    out.write(FIRST).write(ban.firstSeen());
    out.write(LAST).write(ban.lastSeen());
    out.write(PORTS);
    ban.writePorts(out, ',');
    out.write(PROTOCOL).write(ban.protocol());
    out.write(TRIGGER).write(ban.trigger());
    out.write(EVIDENCE).write(ban.evidence());
    out.write(HITS).write(ban.hits());
    out.write(DROPPED).write(ban.dropped()).write('}');
  }

  private static final byte[] SEPARATOR = Ascii.of(",\n");

  @Override
  public void end(Heading heading, Summary summary, Output out) {
    out.write("\n]}\n");
  }
}
