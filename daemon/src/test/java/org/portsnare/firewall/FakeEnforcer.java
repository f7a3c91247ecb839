package org.portsnare.firewall;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;

/**
 * Behaves like the kernel's sets: elements end by themselves, a set may be full, an element may
 * appear without us, and any change may be refused. {@code EnforcerKernelIT} holds the real ones to
 * the same.
 */
public class FakeEnforcer implements Enforcer {
  private Ruleset ruleset;
  private final InstantSource clock;
  private final Map<Prefix, Term> elements = new LinkedHashMap<>();
  private final Map<Prefix, Ban> networks = new LinkedHashMap<>();
  private final Set<Prefix> confirmed = new HashSet<>();
  private final Set<Prefix> forgotten = new HashSet<>();
  private final Map<Prefix, Long> dropped = new HashMap<>();
  private int size = Integer.MAX_VALUE;
  private int callsUntilFailure = -1;
  private int failures;
  private int calls;
  private boolean apart = true;

  public FakeEnforcer(Ruleset ruleset, InstantSource clock) {
    this.ruleset = ruleset;
    this.clock = clock;
  }

  /** The rules of a configuration, on a host where nobody is exempt. */
  public static Ruleset ruleset(String toml) {
    Situation situation = new Situation(List.of("wan"), List.of(), List.of(), List.of(), List.of());
    Config config = ConfigReader.parse("test", toml);
    return new Ruleset(new Features(0, true), config, situation, List.of());
  }

  // --- what a test does to it ------------------------------------------------------------------

  /** From now on a set takes this number of elements. */
  public void size(int elements) {
    size = elements;
  }

  /**
   * One change, after this number of others, is refused, as the kernel refuses one when memory is
   * short.
   */
  public void failAfter(int others) {
    callsUntilFailure = others;
  }

  /** The change after that one is refused too. */
  public void failAgain() {
    failures++;
  }

  /** Whether that change has come. */
  public boolean hasFailed() {
    return callsUntilFailure < 0;
  }

  /** How many changes were asked for. */
  public int calls() {
    return calls;
  }

  /** The kernel bans a sender by itself, for a hit. */
  public void banned(Prefix prefix, long millis) {
    long now = clock.millis();
    elements.put(prefix, new Term(prefix, now, now + millis, 0));
  }

  /** It has dropped so many packets; {@link Found#UNCOUNTED} for an element without a counter. */
  public void dropped(Prefix prefix, long packets) {
    dropped.put(prefix, packets);
  }

  /** Networks cannot be written one by one from now on: one is inside another. */
  public void networksOverlap() {
    apart = false;
  }

  // --- what a test sees ------------------------------------------------------------------------

  /** What is enforced now, addresses and networks. */
  public Set<Prefix> enforced() {
    Set<Prefix> now = new HashSet<>();
    for (Prefix prefix : elements.keySet()) if (has(prefix)) now.add(prefix);
    for (Ban ban : networks.values()) {
      if (ban.expires() == null || ban.expires().isAfter(clock.instant())) now.add(ban.prefix());
    }
    return now;
  }

  /** When the element ends, in milliseconds since 1970; {@link BanSink#NEVER} for never. */
  public long end(Prefix prefix) {
    Term term = elements.get(prefix);
    if (term == null) throw new AssertionError(prefix + " is not in the kernel");
    return term.expires();
  }

  public Set<Prefix> confirmed() {
    return Set.copyOf(confirmed);
  }

  /** How many packets the element has dropped. */
  public long droppedBy(Prefix prefix) {
    return dropped.getOrDefault(prefix, 0L);
  }

  public Set<Prefix> forgotten() {
    return Set.copyOf(forgotten);
  }

  private boolean has(Prefix prefix) {
    Term term = elements.get(prefix);
    return term != null && (term.expires() == BanSink.NEVER || term.expires() > clock.millis());
  }

  /** From now on the sets are those of another ruleset. */
  final void rules(Ruleset now) {
    ruleset = now;
  }

  final Ruleset rules() {
    return ruleset;
  }

  /** All elements are gone. */
  final void clear() {
    elements.clear();
    networks.clear();
    confirmed.clear();
    dropped.clear();
  }

  final boolean isFullNow() {
    return elements.size() >= size;
  }

  final void onlyConfirmed(List<Prefix> prefixes) {
    confirmed.clear();
    confirmed.addAll(prefixes);
  }

  final List<Term> terms() {
    return List.copyOf(elements.values());
  }

  final void change(String what) {
    calls++;
    if (callsUntilFailure < 0) return;
    callsUntilFailure--;
    if (callsUntilFailure >= 0) return;
    if (failures > 0) {
      failures--;
      callsUntilFailure = 0;
    }
    throw new NetlinkException(what, Errno.ENOMEM);
  }

  // --- the port --------------------------------------------------------------------------------

  @Override
  public boolean isNetwork(Prefix prefix) {
    return ruleset.setOf(prefix).isInterval();
  }

  @Override
  public long add(List<Term> bans) {
    if (bans.isEmpty()) return 0;
    change("add elements");
    long rejected = 0;
    for (Term term : bans) {
      if (elements.size() < size) elements.put(term.prefix(), term);
      else rejected++;
    }
    return rejected;
  }

  @Override
  public void update(List<Term> bans) {
    if (bans.isEmpty()) return;
    change("add elements");
    long fresh = bans.stream().filter(term -> !elements.containsKey(term.prefix())).count();
    if (elements.size() + fresh > size) throw new NetlinkException("add elements", Errno.ENFILE);
    for (Term term : bans) elements.put(term.prefix(), term);
  }

  @Override
  public void updatePresent(List<Term> bans) {
    if (bans.isEmpty()) return;
    change("add elements");
    for (Term term : bans) elements.computeIfPresent(term.prefix(), (_, _) -> term);
  }

  @Override
  public void count(List<Term> bans) {
    if (bans.isEmpty()) return;
    change("add counters");
    bans.forEach(term -> dropped.put(term.prefix(), term.dropped()));
  }

  @Override
  public List<Prefix> remove(List<Prefix> prefixes) {
    if (prefixes.isEmpty()) return List.of();
    change("delete elements");
    List<Prefix> removed = new ArrayList<>();
    for (Prefix prefix : prefixes) {
      confirmed.remove(prefix);
      if (has(prefix)) removed.add(prefix);
      elements.remove(prefix);
    }
    return removed;
  }

  @Override
  public Found lookUp(List<Prefix> prefixes) {
    Found found = new Found(prefixes.size());
    for (int i = 0; i < prefixes.size(); i++) {
      Prefix prefix = prefixes.get(i);
      if (!has(prefix)) continue;
      long end = end(prefix);
      found.put(
          i, end == BanSink.NEVER ? 0 : end - clock.millis(), dropped.getOrDefault(prefix, 0L));
    }
    return found;
  }

  @Override
  public PendingLookUp lookUpAsync(List<Prefix> prefixes) {
    return new PendingLookUp(CompletableFuture.completedFuture(lookUp(prefixes)));
  }

  @Override
  public long room(Prefix prefix) {
    return (long) size - elements.size();
  }

  @Override
  public long count() {
    return elements.size();
  }

  @Override
  public void forget(List<Prefix> prefixes) {
    forgotten.addAll(prefixes);
  }

  @Override
  public void confirm(List<Term> bans) {
    if (bans.isEmpty()) return;
    change("add elements");
    bans.forEach(term -> confirmed.add(term.prefix()));
  }

  @Override
  public void unconfirm(List<Prefix> prefixes) {
    if (prefixes.isEmpty()) return;
    change("delete elements");
    prefixes.forEach(confirmed::remove);
  }

  @Override
  public void loadNetworks(List<Ban> bans) {
    change("replace networks");
    networks.clear();
    bans.forEach(ban -> networks.put(ban.prefix(), ban));
  }

  @Override
  public boolean addNetworks(List<Ban> bans) {
    if (!apart) return false;
    change("add networks");
    bans.forEach(ban -> networks.put(ban.prefix(), ban));
    return true;
  }

  @Override
  public boolean removeNetworks(List<Ban> bans) {
    if (!apart) return false;
    change("delete networks");
    bans.forEach(ban -> networks.remove(ban.prefix()));
    return true;
  }

  @Override
  public List<Firewall.Element> networks() {
    return expectedNetworks(List.copyOf(networks.values()));
  }

  @Override
  public List<Firewall.Element> expectedNetworks(List<Ban> bans) {
    List<Firewall.Element> expected = new ArrayList<>();
    Map<Prefix, Long> left = new HashMap<>();
    for (Ban ban : bans) {
      long millis = ban.expires() == null ? 0 : ban.expires().toEpochMilli() - clock.millis();
      left.put(ban.prefix(), millis);
    }
    left.forEach((prefix, ms) -> expected.add(new Firewall.Element(prefix, ms, ms, 0)));
    return expected;
  }
}
