package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/**
 * A netset as FireHOL's {@code update-ipsets} writes it: a header of comments, then networks of one
 * family.
 */
public final class NetsetFormat extends Format {
  private final boolean ipv6;

  public NetsetFormat(boolean ipv6) {
    super(
        ipv6 ? "portsnare6.netset" : "portsnare.netset",
        ipv6 ? "FireHOL netset, IPv6" : "FireHOL netset, IPv4");
    this.ipv6 = ipv6;
  }

  @Override
  public void aggregated(Heading heading, NetworkSet.Count count, Output out) {
    out.write("#\n# portsnare" + (ipv6 ? "6" : "") + "\n#\n");
    out.write("# " + (ipv6 ? "ipv6" : "ipv4") + " hash:net ipset\n#\n");
    out.write("# " + Heading.TITLE + "; " + heading.selection() + "\n#\n");
    field(out, "Maintainer", heading.settings().contact());
    field(out, "Category", "attacks");
    field(out, "This File Date", Timestamps.of(heading.generated()));
    long minutes = heading.frequencyMinutes();
    field(out, "Update Frequency", minutes == 0 ? "" : minutes + " min");
    field(out, "Entries", (ipv6 ? count.ipv6() : count.ipv4()) + " subnets");
    out.write("#\n");
  }

  private static void field(Output out, String name, String value) {
    if (value.isEmpty()) return;
    out.write("# " + name + " ".repeat(17 - name.length()) + ": " + value + "\n");
  }

  @Override
  public void network(Network network, Output out) {
    if (network.prefix().ipv6() == ipv6) out.write(network.text()).write('\n');
  }
}
