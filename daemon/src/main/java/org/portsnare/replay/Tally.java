package org.portsnare.replay;

/**
 * What became of the senders of SYNs. A sender is caught at its second packet if one of its packets
 * passed before.
 *
 * @param senders that sent SYNs to the host
 * @param first how many were caught at their first packet
 * @param second at their second one
 * @param later at a later one
 * @param exempt how many would have been caught but for an exemption
 * @param uncounted SYNs of further senders, above the limit of those that are told apart
 */
public record Tally(
    long senders, long first, long second, long later, long exempt, long uncounted) {
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  /** How many were caught. */
  public long caught() {
    return first + second + later;
  }

  /** How many were neither caught nor exempt. */
  public long missed() {
    return senders - caught() - exempt;
  }
}
