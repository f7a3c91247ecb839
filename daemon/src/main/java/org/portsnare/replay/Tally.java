package org.portsnare.replay;

/**
 * Counts of the senders of SYNs. A sender is caught at its second packet if one of its packets
 * passed before.
 *
 * @param senders number of senders of SYNs to the host
 * @param first number of senders caught at their first packet
 * @param second number of senders caught at their second packet
 * @param later number of senders caught at a later packet
 * @param exempt number of senders that would have been caught without an exemption
 * @param uncounted number of SYNs of further senders, above the limit of senders
 */
public record Tally(
    long senders, long first, long second, long later, long exempt, long uncounted) {
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0);

  /** Number of senders that were caught. */
  public long caught() {
    return first + second + later;
  }

  /** Number of senders that were neither caught nor exempt. */
  public long missed() {
    return senders - caught() - exempt;
  }
}
