package org.portsnare.publish;

/** The aggregated list: one address or network per line, and nothing else. */
final class CidrFormat extends Format {
  CidrFormat() {
    super("portsnare-cidr.txt", "the same addresses as the smallest list of networks, in order");
  }

  @Override
  void network(Network network, Output out) {
    out.write(network.text()).write('\n');
  }
}
