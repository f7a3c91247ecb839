package org.portsnare.imports;

import java.util.Locale;

/** The formats of files of bans. */
public enum ImportFormat {
  /** Output of {@code ipset save} and {@code ipset list}, and scripts for ipset. */
  IPSET("line"),
  /** Output of {@code nft list set}, and scripts for nft. */
  NFT("line"),
  /** fail2ban's SQLite database, of version 0.11 and later. */
  FAIL2BAN("row"),
  /** Output of {@code cscli decisions list -o json} or {@code -o raw}, and of the local API. */
  CROWDSEC("decision"),
  /** PortSentry's {@code portsentry.blocked.*}, or the binary file of PortSentry 2. */
  PORTSENTRY("line"),
  /** Spamhaus' {@code drop_v4.json} and {@code drop_v6.json}. */
  SPAMHAUS("line"),
  /** DShield's {@code block.txt}. */
  DSHIELD("line"),
  /** One address, prefix or range per line, perhaps with a count. */
  LIST("line"),
  /**
   * Output of {@code portsnare export --format csv}, and other tables with a column of addresses.
   */
  CSV("line"),
  /** Output of {@code portsnare export --format json}. */
  JSON("ban");

  private final String unit;

  ImportFormat(String unit) {
    this.unit = unit;
  }

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The unit for counting its entries, unless the file is a table. */
  String unit() {
    return unit;
  }
}
