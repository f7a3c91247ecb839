package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/** A file for a table of OpenBSD's and FreeBSD's pf: {@code table <portsnare> persist file}. */
public final class PfFormat extends Format {
  public PfFormat() {
    super("portsnare.pf", "pf table, for pfctl -t portsnare -T replace -f");
  }

  @Override
  public void begin(Heading heading, Output out) {
    heading.comment(out);
  }

  @Override
  public void network(Network network, Output out) {
    out.write(network.text()).write('\n');
  }
}
