package org.portsnare.publish.format;

import org.portsnare.ban.Prefix;
import org.portsnare.publish.output.Output;

/**
 * Columns separated by tabs. The first four are those of DShield's {@code block.txt}: first and
 * last address, bits of the netmask, attacks.
 */
public final class TsvFormat extends Format {
  private static final byte[] ADDRESS4 = Ascii.of("\t32\t");
  private static final byte[] ADDRESS6 = Ascii.of("\t128\t");

  public TsvFormat() {
    super("portsnare.tsv", "columns separated by tabs, the first four as in DShield's block list");
  }

  @Override
  public void begin(Heading heading, Output out) {
    heading.comment(out);
    out.write("Start\tEnd\tNetmask\tAttacks\tFirst seen\tLast seen\tPorts\tProtocol\n");
  }

  @Override
  public void ban(Listed ban, Output out) {
    Prefix prefix = ban.prefix();
    if (prefix.isAddress()) {
      out.write(ban.address()).write('\t').write(ban.address());
      out.write(prefix.ipv6() ? ADDRESS6 : ADDRESS4);
    } else {
      out.write(prefix.addressText()).write('\t').write(prefix.lastText()).write('\t');
      out.write((long) prefix.length()).write('\t');
    }
    // Each is an attempt of this sender that the trap or the ban stopped.
    out.write(Math.max(ban.hits(), ban.dropped())).write('\t');
    out.write(ban.firstSeen()).write('\t').write(ban.lastSeen()).write('\t');
    ban.writePorts(out, ',');
    out.write('\t').write(ban.protocol()).write('\n');
  }
}
