package org.portsnare.cli;

import java.util.HexFormat;
import org.portsnare.view.HistoryView;

/**
 * The result of a scan: a cell of the table.
 *
 * @param packet number of the sender's packet that led to its ban, from 1; 0 for no ban
 * @param trigger rule that banned it; empty for no ban
 * @param evidence evidence of the ban; empty for no ban
 */
record Finding(int packet, String trigger, String evidence) {
  static final Finding FREE = new Finding(0, "", "");

  /** The finding of a ban, from the packets of its sender. */
  static Finding of(HistoryView history, Trail trail) {
    byte[] packet = HexFormat.of().parseHex(history.packetHex());
    return new Finding(trail.numberOf(packet), history.ban().trigger(), history.ban().evidence());
  }

  boolean caught() {
    return packet > 0;
  }

  /** The text on the page. */
  @Override
  public String toString() {
    return caught() ? packet + " " + trigger + " " + evidence : "-";
  }
}
