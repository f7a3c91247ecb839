package org.portsnare.allow;

import java.util.List;
import org.portsnare.ban.Prefix;

/**
 * What this host's network looks like now.
 *
 * @param interfaces names of the interfaces that are guarded
 * @param missing names that the configuration asks for and the host does not have
 * @param exemptions who is never banned, by configuration and by situation
 * @param vital own addresses, gateways, resolvers and SSH peers, exempt or not
 * @param near networks that must never be banned as a whole: the on-link ones, and all that hold an
 *     own address or a gateway
 */
public record Situation(
    List<String> interfaces,
    List<String> missing,
    List<Exemption> exemptions,
    List<Exemption> vital,
    List<Prefix> near) {
  public Situation {
    interfaces = List.copyOf(interfaces);
    missing = List.copyOf(missing);
    exemptions = List.copyOf(exemptions);
    vital = List.copyOf(vital);
    near = List.copyOf(near);
  }
}
