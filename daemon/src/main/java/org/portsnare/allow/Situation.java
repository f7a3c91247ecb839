package org.portsnare.allow;

import java.util.List;
import java.util.Map;
import org.portsnare.ban.Prefix;

/**
 * The state of this host's network now.
 *
 * @param interfaces names of the interfaces that are guarded
 * @param problems problems with the interfaces, one sentence each
 * @param exemptions prefixes that are never banned, from the configuration and from this host
 * @param vital own addresses, gateways, resolvers and SSH peers, exempt or not
 * @param near networks that must never be banned as a whole: on-link networks, and networks with an
 *     own address or a gateway
 * @param sparedTraps TCP ports that the configuration names as traps, but that are no traps now
 * @param served TCP ports on which something listens or listened, and how many milliseconds ago
 */
public record Situation(
    List<String> interfaces,
    List<String> problems,
    List<Exemption> exemptions,
    List<Exemption> vital,
    List<Prefix> near,
    List<Integer> sparedTraps,
    Map<Integer, Long> served) {
  public Situation {
    interfaces = List.copyOf(interfaces);
    problems = List.copyOf(problems);
    exemptions = List.copyOf(exemptions);
    vital = List.copyOf(vital);
    near = List.copyOf(near);
    sparedTraps = List.copyOf(sparedTraps);
    served = Map.copyOf(served);
  }

  /** Whether an exemption comes from this host's networks and peers, not from the configuration. */
  public boolean isOfThisHost(Exemption exemption) {
    boolean local =
        exemption.kind() == Exemption.Kind.LOCAL_NETWORK && near.contains(exemption.prefix());
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
