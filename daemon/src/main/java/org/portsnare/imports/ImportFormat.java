package org.portsnare.imports;

import java.util.Locale;

/** What a file of bans may look like. */
public enum ImportFormat {
  /** Of {@code ipset save}. */
  IPSET("line"),
  /** fail2ban's SQLite database, of version 0.11 and later. */
  FAIL2BAN("row"),
  /** Of {@code cscli decisions list -o json}. */
  CROWDSEC("decision"),
  /** PortSentry's {@code portsentry.blocked.*}, or the binary file of PortSentry 2. */
  PORTSENTRY("line"),
  /** One address or prefix a line. */
  LIST("line"),
  /** Of {@code portsnare export --format csv}. */
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

  /** What is counted in it: {@code line 12}, {@code decision 3}. */
  public String unit() {
    return unit;
  }
}
