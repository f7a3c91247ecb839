package org.portsnare.allow;

import java.util.List;
import java.util.Map;
import org.portsnare.ban.Prefix;

/**
 * What this host's network looks like now.
 *
 * @param interfaces names of the interfaces that are guarded
 * @param problems what could not be found out of them, a sentence each
 * @param exemptions who is never banned, by configuration and by situation
 * @param vital own addresses, gateways, resolvers and SSH peers, exempt or not
 * @param near networks that must never be banned as a whole: the on-link ones, and all that hold an
 *     own address or a gateway
 * @param sparedTraps TCP ports that the configuration names and that are no traps now
 * @param served TCP ports on which something listens or has listened, and how many milliseconds ago
 *     it last did
 */
public record Situation(
    List<String> interfaces,
    List<String> problems,
    List<Exemption> exemptions,
    List<Exemption> vital,
    List<Prefix> near,
    List<Integer> sparedTraps,
    Map<Integer, Long> served) {
  /** How the reason of an exemption begins that is for a network this host is attached to. */
  static final String LOCAL = "local network on ";

  public Situation {
    interfaces = List.copyOf(interfaces);
    problems = List.copyOf(problems);
    exemptions = List.copyOf(exemptions);
    vital = List.copyOf(vital);
    near = List.copyOf(near);
    sparedTraps = List.copyOf(sparedTraps);
    served = Map.copyOf(served);
  }

  /**
   * Whether an exemption comes from what this host is attached to, not from what somebody wrote.
   */
  public boolean isOfThisHost(Exemption exemption) {
    boolean local = exemption.reason().startsWith(LOCAL) && near.contains(exemption.prefix());
    return local || vital.contains(exemption);
  }

  public Situation(
      List<String> interfaces,
      List<String> problems,
      List<Exemption> exemptions,
      List<Exemption> vital,
      List<Prefix> near) {
    this(interfaces, problems, exemptions, vital, near, List.of(), Map.of());
  }
}
