package org.portsnare.allow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;

/** A host with one interface, whose peers and sockets a test decides. */
public final class FakeHost implements Host {
  private final List<Exemption> exemptions = new ArrayList<>();
  private final Set<Prefix> peers = new HashSet<>();
  private final Map<Integer, Long> served = new HashMap<>();
  private final Set<Prefix> cut = new HashSet<>();

  /** Somebody logs in from there. */
  public void sshFrom(Prefix peer) {
    peers.add(peer);
    exemptions.add(new Exemption(peer, Exemption.Kind.ADMINISTRATOR, "SSH session"));
  }

  /** Something listens on this port. */
  public void listen(int port) {
    served.put(port, 0L);
  }

  /** Senders whose open connections were ended. */
  public Set<Prefix> cut() {
    return Set.copyOf(cut);
  }

  @Override
  public Situation situation(Config config) {
    List<Exemption> all = new ArrayList<>(exemptions);
    config
        .allow()
        .addresses()
        .forEach(
            each -> all.add(new Exemption(each, Exemption.Kind.ADMINISTRATOR, "allow.addresses")));
    return new Situation(
        List.of("wan"), List.of(), all, List.of(), List.of(), listeningTraps(config), served);
  }

  @Override
  public Services services(Config config) {
    return new Services(listeningTraps(config), served);
  }

  @Override
  public Map<Integer, Long> knownServed(Config config) {
    return Map.copyOf(served);
  }

  @Override
  public void servedBefore(Map<Integer, Long> ages) {
    ages.forEach(served::putIfAbsent);
  }

  @Override
  public List<Prefix> resolverAddresses() {
    return List.of();
  }

  @Override
  public Set<Prefix> sshPeers() {
    return Set.copyOf(peers);
  }

  @Override
  public boolean seesSshPeers() {
    return true;
  }

  @Override
  public List<Integer> listeningTraps(Config config) {
    return served.keySet().stream().filter(config.traps()::isTrap).sorted().toList();
  }

  @Override
  public int endConnections(Collection<Prefix> senders, Predicate<Prefix> spared) {
    senders.stream().filter(spared.negate()).forEach(cut::add);
    return senders.size();
  }

  @Override
  public Map<Integer, String> interfaceNames() {
    return Map.of(3, "wan");
  }
}
