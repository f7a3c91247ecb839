package org.portsnare.publish.format;

import org.portsnare.publish.output.Output;

/** One address or prefix per line and nothing else, as {@code export --format plain}. */
public final class PlainFormat extends Format {
  public PlainFormat() {
    super("portsnare.txt", "every ban, one address or network per line, newest first");
  }

  @Override
  public void ban(Listed ban, Output out) {
    out.write(ban.address()).write('\n');
  }
}
