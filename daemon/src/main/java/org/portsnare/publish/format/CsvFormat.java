package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/** Comma-separated values as in RFC 4180. No value needs quotes: ports have spaces between them. */
public final class CsvFormat extends Format {
  private static final byte[] END = Ascii.of("\r\n");

  public CsvFormat() {
    super("portsnare.csv", "every ban with times, ports, trigger, evidence and counts");
  }

  @Override
  public void begin(Heading heading, Output out) {
    out.write("address,first_seen,last_seen,ports,protocol,trigger,evidence,hits,dropped\r\n");
  }

  @Override
  public void ban(Listed ban, Output out) {
    out.write(ban.address()).write(',');
    out.write(ban.firstSeen()).write(',');
    out.write(ban.lastSeen()).write(',');
    ban.writePorts(out, ' ');
    out.write(',').write(ban.protocol());
    out.write(',').write(ban.trigger());
    out.write(',').write(ban.evidence());
    out.write(',').write(ban.hits());
    out.write(',').write(ban.dropped()).write(END);
  }
}
