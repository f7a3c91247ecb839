package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/**
 * A file for {@code nft -f} or {@code include}: a table of its own with two sets, which it empties
 * and fills again. nft applies a file in one transaction, so there is no moment with an empty set.
 */
public final class NftFormat extends Format {
  static final String TABLE = "inet portsnare_list";

  private static final byte[] SEPARATOR = Ascii.of(",\n  ");

  private boolean open;
  private boolean ipv6;

  public NftFormat() {
    super("portsnare.nft", "nftables: table inet portsnare_list with the sets banned4 and banned6");
  }

  @Override
  public void aggregated(Heading heading, NetworkSet.Count count, Output out) {
    heading.comment(out);
    out.write("table " + TABLE + " {\n");
    out.write("  set banned4 { type ipv4_addr; flags interval; }\n");
    out.write("  set banned6 { type ipv6_addr; flags interval; }\n}\n");
    out.write("flush set " + TABLE + " banned4\nflush set " + TABLE + " banned6\n");
  }

  @Override
  public void network(Network network, Output out) {
    boolean next = network.prefix().ipv6();
    if (open && next == ipv6) {
      out.write(SEPARATOR);
    } else {
      close(out);
      out.write("add element " + TABLE + (next ? " banned6" : " banned4") + " {\n  ");
      open = true;
      ipv6 = next;
    }
    out.write(network.text());
  }

  private void close(Output out) {
    if (open) out.write("\n}\n");
    open = false;
  }

  @Override
  public void end(Heading heading, Summary summary, Output out) {
    close(out);
  }
}
