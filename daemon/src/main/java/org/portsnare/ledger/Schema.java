package org.portsnare.ledger;

/** The tables of the ledger. Times are milliseconds since 1970, UTC. */
final class Schema {
  /** {@code PRAGMA user_version}; raise it with every change, and add the steps of the upgrade. */
  static final int VERSION = 4;

  static final String[] CREATE = {
    """
    CREATE TABLE ban (
      id        INTEGER PRIMARY KEY,
      prefix    TEXT    NOT NULL,           -- 192.0.2.1 or 2001:db8::/64
      ipv6      INTEGER NOT NULL,           -- 0 or 1
      length    INTEGER NOT NULL,           -- of the prefix, in bits
      since     INTEGER NOT NULL,
      expires   INTEGER,                    -- NULL: never
      fixed     INTEGER NOT NULL,           -- 1: its end was given by hand
      trigger   TEXT    NOT NULL,
      evidence  TEXT    NOT NULL,
      protocol  TEXT    NOT NULL,
      port      INTEGER NOT NULL,
      hits      INTEGER NOT NULL,
      dropped   INTEGER NOT NULL,
      nth       INTEGER NOT NULL,           -- which ban of this prefix it is
      reason    TEXT    NOT NULL,
      interface TEXT    NOT NULL,
      packet    BLOB,                       -- the first bytes of the packet that led to it
      ended     INTEGER,                    -- NULL: active
      ending    TEXT                        -- expired, unbanned, replaced
    ) STRICT
    """,
    "CREATE UNIQUE INDEX ban_active ON ban (prefix) WHERE ended IS NULL",
    "CREATE INDEX ban_prefix ON ban (prefix, id)",
    "CREATE INDEX ban_expires ON ban (expires) WHERE ended IS NULL AND expires IS NOT NULL",
    "CREATE INDEX ban_width ON ban (ipv6, length) WHERE ended IS NULL",
    """
    CREATE TABLE allow (
      prefix    TEXT    PRIMARY KEY,
      since     INTEGER NOT NULL,
      until     INTEGER,                    -- NULL: for good
      comment   TEXT    NOT NULL
    ) STRICT
    """,
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
  };

  /** From version 1 to version 2. */
  static final String[] VERSION_2 = {
    """
    CREATE TABLE said (
      ban       INTEGER NOT NULL,           -- ban.id
      seen      INTEGER NOT NULL,
      packet    BLOB    NOT NULL            -- what came behind the handshake, headers included
    ) STRICT
    """,
    "CREATE INDEX said_ban ON said (ban)",
    """
    CREATE TABLE observed (
      prefix    TEXT    PRIMARY KEY,
      since     INTEGER NOT NULL,
      expires   INTEGER,                    -- until when it would be banned; NULL: for ever
      fixed     INTEGER NOT NULL,
      trigger   TEXT    NOT NULL,
      evidence  TEXT    NOT NULL,
      protocol  TEXT    NOT NULL,
      port      INTEGER NOT NULL,
      hits      INTEGER NOT NULL,
      dropped   INTEGER NOT NULL,
      nth       INTEGER NOT NULL,
      reason    TEXT    NOT NULL,
      interface TEXT    NOT NULL,
      packet    BLOB
    ) STRICT
    """,
    "CREATE INDEX observed_expires ON observed (expires) WHERE expires IS NOT NULL",
    """
    CREATE TABLE offender (
      network   TEXT    NOT NULL,           -- of a step of the ladder
      prefix    TEXT    NOT NULL,           -- the ban inside it
      PRIMARY KEY (network, prefix)
    ) STRICT, WITHOUT ROWID
    """,
  };

  /**
   * From version 2 to version 3: {@code ban} has only the active bans, and no index on their
   * prefixes, because {@link PrefixIndex} replaces it; {@code past} has the bans that have ended.
   */
  static final String[] VERSION_3 = {
    "DROP INDEX ban_active",
    "DROP INDEX ban_prefix",
    "DROP INDEX ban_expires",
    "DROP INDEX ban_width",
    """
    CREATE TABLE past (
      id        INTEGER PRIMARY KEY,        -- as it was in ban
      prefix    TEXT    NOT NULL,
      ipv6      INTEGER NOT NULL,
      length    INTEGER NOT NULL,
      since     INTEGER NOT NULL,
      expires   INTEGER,
      fixed     INTEGER NOT NULL,
      trigger   TEXT    NOT NULL,
      evidence  TEXT    NOT NULL,
      protocol  TEXT    NOT NULL,
      port      INTEGER NOT NULL,
      hits      INTEGER NOT NULL,
      dropped   INTEGER NOT NULL,
      nth       INTEGER NOT NULL,
      reason    TEXT    NOT NULL,
      interface TEXT    NOT NULL,
      packet    BLOB,
      ended     INTEGER NOT NULL,
      ending    TEXT    NOT NULL            -- expired, unbanned, replaced
    ) STRICT
    """,
    "INSERT INTO past SELECT * FROM ban WHERE ended IS NOT NULL",
    "DELETE FROM ban WHERE ended IS NOT NULL",
    "ALTER TABLE ban DROP COLUMN ended",
    "ALTER TABLE ban DROP COLUMN ending",
    "CREATE INDEX past_prefix ON past (prefix, id)",
    "CREATE INDEX ban_expires ON ban (expires) WHERE expires IS NOT NULL",
    "CREATE INDEX ban_network ON ban (ipv6, length) WHERE " + ActiveBans.NETWORKS,
    "CREATE INDEX offender_prefix ON offender (prefix)",
  };

  /** From version 3 to version 4: the history, and the bans of prefixes that come back often. */
  static final String[] VERSION_4 = {
    """
    CREATE TABLE hour (
      at        INTEGER NOT NULL,           -- begin, in hours since 1970, UTC
      what      TEXT    NOT NULL,           -- trigger, evidence, port, tool, dropped
      name      TEXT    NOT NULL,           -- such as 23 or masscan; empty: all others
      number    INTEGER NOT NULL,
      PRIMARY KEY (at, what, name)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE day (
      at        INTEGER NOT NULL,           -- in days since 1970, UTC
      what      TEXT    NOT NULL,
      name      TEXT    NOT NULL,
      number    INTEGER NOT NULL,
      PRIMARY KEY (at, what, name)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX ban_repeated ON ban (nth) WHERE " + ActiveBans.REPEATED,
  };

  private Schema() {}
}
