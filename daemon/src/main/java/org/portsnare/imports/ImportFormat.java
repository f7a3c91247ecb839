package org.portsnare.imports;

import java.util.Locale;

/** What a file of bans may look like. */
public enum ImportFormat {
  /** Of {@code ipset save} and {@code ipset list}, and scripts of ipset. */
  IPSET("line"),
  /** Of {@code nft list set}, and scripts of nft. */
  NFT("line"),
  /** fail2ban's SQLite database, of version 0.11 and later. */
  FAIL2BAN("row"),
  /** Of {@code cscli decisions list -o json} or {@code -o raw}, and of the local API. */
  CROWDSEC("decision"),
  /** PortSentry's {@code portsentry.blocked.*}, or the binary file of PortSentry 2. */
  PORTSENTRY("line"),
  /** Spamhaus' {@code drop_v4.json} and {@code drop_v6.json}. */
  SPAMHAUS("line"),
  /** DShield's {@code block.txt}. */
  DSHIELD("line"),
  /** One address, prefix or range a line, perhaps with a count. */
  LIST("line"),
  /** Of {@code portsnare export --format csv}, and other tables with a column of addresses. */
  CSV("line"),
  /** Of {@code portsnare export --format json}. */
  JSON("ban");

  private final String unit;

  ImportFormat(String unit) {
    this.unit = unit;
  }

  /** As the command line names it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is counted in it, where it may not also be a table. */
  String unit() {
    return unit;
  }
}
