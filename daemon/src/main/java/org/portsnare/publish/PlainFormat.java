package org.portsnare.publish;

/** One address or prefix per line and nothing else, as {@code export --format plain}. */
final class PlainFormat extends Format {
  PlainFormat() {
    super("portsnare.txt", "every ban, one address or network per line, newest first");
  }

  @Override
  void ban(Listed ban, Output out) {
    out.write(ban.address()).write('\n');
  }
}
