package org.portsnare.publish;

/** A file for a table of OpenBSD's and FreeBSD's pf: {@code table <portsnare> persist file}. */
final class PfFormat extends Format {
  PfFormat() {
    super("portsnare.pf", "pf table, for pfctl -t portsnare -T replace -f");
  }

  @Override
  void begin(Heading heading, Output out) {
    heading.comment(out);
  }

  @Override
  void network(Network network, Output out) {
    out.write(network.text()).write('\n');
  }
}
