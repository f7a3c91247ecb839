package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/** The aggregated list: one address or network per line, and nothing else. */
public final class CidrFormat extends Format {
  public CidrFormat() {
    super("portsnare-cidr.txt", "the same addresses as the smallest list of networks, in order");
  }

  @Override
  public void network(Network network, Output out) {
    out.write(network.text()).write('\n');
  }
}
