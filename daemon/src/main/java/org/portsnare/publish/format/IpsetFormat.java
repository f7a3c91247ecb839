package org.portsnare.publish.format;

import org.portsnare.ban.Prefix;
import org.portsnare.publish.output.Output;

/** A file for {@code ipset restore}: it fills two new sets and swaps them with the sets in use. */
public final class IpsetFormat extends Format {
  /**
   * Maximum size of a set; the same in every file, because ipset refuses a set with another size.
   */
  private static final int MAX_ELEMENTS = 1 << 26;

  private static final byte[] ADD4 = Ascii.of("add portsnare4-next ");
  private static final byte[] ADD6 = Ascii.of("add portsnare6-next ");

  public IpsetFormat() {
    super("portsnare.ipset", "ipset restore: the sets portsnare4 and portsnare6");
  }

  @Override
  public void aggregated(Heading heading, NetworkSet.Count count, Output out) {
    heading.comment(out);
    create(out, "portsnare4", "inet");
    create(out, "portsnare6", "inet6");
  }

  private static void create(Output out, String set, String family) {
    for (String name : new String[] {set, set + "-next"}) {
      out.write("create " + name + " hash:net family " + family);
      out.write(" maxelem " + MAX_ELEMENTS + " -exist\n");
    }
    out.write("flush " + set + "-next\n");
  }

  @Override
  public void network(Network network, Output out) {
    Prefix prefix = network.prefix();
    byte[] add = prefix.ipv6() ? ADD6 : ADD4;
    if (prefix.length() > 0) {
      out.write(add).write(network.text()).write('\n');
      return;
    }
    // A set of type hash:net cannot contain /0.
    Prefix lower = new Prefix(prefix.ipv6(), 0, 0, 1);
    Prefix upper = Prefix.of(lower.end(), 1);
    out.write(add).write(Ascii.of(lower)).write('\n');
    out.write(add).write(Ascii.of(upper)).write('\n');
  }

  @Override
  public void end(Heading heading, Summary summary, Output out) {
    for (String set : new String[] {"portsnare4", "portsnare6"}) {
      out.write("swap " + set + "-next " + set + "\ndestroy " + set + "-next\n");
    }
  }
}
