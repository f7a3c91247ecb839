package org.portsnare.cli;

/** The settings under which a sender must be caught; under all others it must not be. */
enum Expectation {
  /** SYNs to closed ports and to three traps, without a handshake, or with a forged sender. */
  SYNS,

  /** Three SYNs to one trap. */
  ONE_PORT,

  /** A single SYN to a trap. */
  ONE_SYN,

  /** Like {@link #SYNS}, with a handshake with a trap. */
  HANDSHAKES,

  /** Packets that no TCP sends. */
  STEALTH,

  /** Datagrams, one of them to a UDP trap. */
  DATAGRAMS,

  /** Packets that could be late packets of a connection, and protocols without a trap. */
  STRAY,

  /** It sends nothing to the host: other machines send for it. */
  SILENT;

  boolean caughtUnder(Setting setting) {
    return switch (this) {
      case SYNS -> setting != Setting.HANDSHAKE;
      // Always the same closed port.
      case ONE_PORT -> setting != Setting.HANDSHAKE && setting != Setting.CLOSED;
      case ONE_SYN ->
          setting == Setting.DEFAULTS
              || setting == Setting.UNPROVED
              || setting == Setting.WIDE
              || setting == Setting.UDP;
      case HANDSHAKES, STEALTH -> true;
      case DATAGRAMS -> setting == Setting.UDP;
      case STRAY, SILENT -> false;
    };
  }
}
