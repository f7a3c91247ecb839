package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/** A page in gemtext, for the Gemini protocol. The first word of a line tells its kind. */
public final class GemtextFormat extends Format {
  public GemtextFormat() {
    super("index.gmi", "this overview, for Gemini");
  }

  @Override
  public void end(Heading heading, Summary summary, Output out) {
    out.write("# " + Heading.TITLE + "\n\n");
    out.write(
        summary.bans() + " bans: " + summary.ipv4() + " IPv4, " + summary.ipv6() + " IPv6.\n");
    out.write("Listed: " + heading.selection() + ".\n");
    out.write("Generated " + Timestamps.of(heading.generated()));
    out.write(", updated " + heading.frequency() + ".\n");
    if (!heading.settings().contact().isEmpty()) {
      out.write("Contact for removal: " + heading.settings().contact() + "\n");
    }
    out.write("\n## Files\n\n");
    for (Format format : heading.files()) {
      out.write("=> " + format.file() + " " + format.file() + ": " + format.about() + "\n");
    }
    if (!summary.topPorts().isEmpty()) ports(summary, out);
    out.write("\n## Newest\n\n```newest bans\n");
    for (Listed ban : summary.newest()) {
      out.write(ban.firstSeen()).write("  ").write(ban.address());
      if (!ban.ports().isEmpty()) {
        out.write("  ");
        ban.writePorts(out, ' ');
      }
      out.write("  ").write(ban.evidence()).write('\n');
    }
    out.write("```\n");
  }

  private static void ports(Summary summary, Output out) {
    out.write("\n## Ports\n\n");
    for (Summary.Port port : summary.topPorts()) {
      out.write("* " + port.number() + ": " + port.bans() + " bans\n");
    }
  }
}
