package org.portsnare.firewall.rules;

/**
 * Flood breakers: a limit for each kind of packet that may be forged, so that a flood of one kind
 * does not affect the other kinds. The limits are named, so that they keep their state when the
 * rules are replaced.
 */
public enum Breaker {
  /** SYNs to traps. */
  SYN("breaker", "caught_syn"),
  /** SYNs to a second trap, from senders that were not banned for the first one. */
  AGAIN("breaker_again", "caught_again"),
  STEALTH("breaker_stealth", "caught_stealth"),
  CLOSED("breaker_closed", "caught_closed"),
  SWEEP("breaker_sweep", "caught_sweep"),
  UDP("breaker_udp", "caught_udp");

  private final String limit;
  private final String chain;

  Breaker(String limit, String chain) {
    this.limit = limit;
    this.chain = chain;
  }

  /** Name of the limit, which matches above the rate. */
  public String limit() {
    return limit;
  }

  /** Name of the chain that bans, up to the rate. */
  String chain() {
    return chain;
  }
}
