package org.portsnare.cli;

import java.util.HexFormat;
import org.portsnare.control.HistoryView;

/**
 * What came of a scan: a cell of the table.
 *
 * @param packet the how-manyeth packet of the sender led to its ban; 0 for no ban
 * @param trigger by which rule; empty for no ban
 * @param evidence empty for no ban
 */
record Finding(int packet, String trigger, String evidence) {
  static final Finding FREE = new Finding(0, "", "");

  /** A ban, and what its sender had sent. */
  static Finding of(HistoryView history, Trail trail) {
    byte[] packet = HexFormat.of().parseHex(history.packetHex());
    return new Finding(trail.numberOf(packet), history.ban().trigger(), history.ban().evidence());
  }

  boolean caught() {
    return packet > 0;
  }

  /** As the page shows it. */
  @Override
  public String toString() {
    return caught() ? packet + " " + trigger + " " + evidence : "-";
  }
}
