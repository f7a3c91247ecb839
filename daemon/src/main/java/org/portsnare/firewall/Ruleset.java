package org.portsnare.firewall;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.PortRange;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Family;
import org.portsnare.netfilter.nftables.KeyType;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Table;

/**
 * The table {@code inet portsnare} on paper, for one configuration in one situation.
 *
 * <pre>
 *   prerouting (raw): other interface? allowed? -> accept
 *                     banned?                   -> count, drop
 *                     not for us, no SYN?       -> accept
 *                     to a trap port            -> trap
 *   trap:             a socket takes it?        -> accept
 *                     not yet the n-th hit?     -> drop
 *                                               -> caught
 *   caught:           into the set, log, drop;  set full? count, drop
 * </pre>
 */
public final class Ruleset {
  /** Log prefix of a hit. */
  public static final String HIT = "syn";

  /** The one table that is ours. */
  public static final Table TABLE = new Table(Family.INET, "portsnare");

  static final String BANNED = "banned";
  static final String TRAPPED = "trapped";
  static final String FULL = "full";
  static final String BELOW = "below";

  /** Named counters, in the order of {@link #toNft}. */
  static final List<String> COUNTERS = List.of(BANNED, TRAPPED, FULL, BELOW);

  private static final int HASH = Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT;
  private static final int TIMED_RANGES = Set.NFT_SET_INTERVAL | Set.NFT_SET_TIMEOUT;
  private static final int SCORE_SIZE = 65_536;

  private final Table table;
  private final Config config;
  private final Situation situation;
  private final List<Exemption> exemptions;
  private final List<Prefix> near4;
  private final List<Prefix> near6;
  private final List<Set> sets = new ArrayList<>();
  private final List<Chain> chains = new ArrayList<>();
  private final List<RuleText> rules = new ArrayList<>();

  /**
   * @param tableFlags {@code NFT_TABLE_F_} bits
   * @param exemptions all that is never banned, those of {@code situation} included
   */
  public Ruleset(int tableFlags, Config config, Situation situation, List<Exemption> exemptions) {
    this.table = new Table(TABLE.family(), TABLE.name(), tableFlags);
    this.config = config;
    this.situation = situation;
    this.exemptions = List.copyOf(exemptions);
    near4 = widened(situation.near(), false);
    near6 = widened(situation.near(), true);
    addSets();
    addRules();
  }

  private void addSets() {
    sets.add(wan());
    sets.add(traps());
    for (boolean ipv6 : FAMILIES) {
      sets.add(allowed(ipv6));
      sets.add(banned(ipv6));
      sets.add(networks(ipv6));
      if (isWide(ipv6)) {
        sets.add(hosts(ipv6));
        sets.add(near(ipv6));
      }
      if (config.traps().hits() > 1) sets.add(score(ipv6));
    }
  }

  private void addRules() {
    Chain prerouting =
        new Chain(
            table, "prerouting", new Chain.Hook(Chain.HookPoint.PREROUTING, Chain.NF_IP_PRI_RAW));
    Chain trap = new Chain(table, "trap");
    Chain caught = new Chain(table, "caught");
    Chain near = new Chain(table, "caught_near");
    chains.addAll(List.of(prerouting, trap, caught, near));
    addPrerouting(prerouting, trap);
    addTrap(trap, caught);
    addCaught(caught, near);
    addCaughtNear(near);
  }

  private void addPrerouting(Chain chain, Chain trap) {
    rules.add(Match.in(chain).inputInterfaceNotIn(wan().name()).accept());
    for (boolean ipv6 : FAMILIES) {
      rules.add(Match.in(chain).senderIn(allowed(ipv6).name(), ipv6, width(ipv6)).accept());
    }
    rules.add(Match.in(chain).neighbourDiscovery().accept());
    for (boolean ipv6 : FAMILIES) {
      rules.add(refuse(chain, banned(ipv6), ipv6, bits(ipv6)));
      if (isWide(ipv6)) rules.add(refuse(chain, hosts(ipv6), ipv6, width(ipv6)));
      rules.add(refuse(chain, networks(ipv6), ipv6, width(ipv6)));
    }
    rules.add(Match.in(chain).notForUs().accept());
    rules.add(Match.in(chain).tcpButNoSyn().accept());
    rules.add(Match.in(chain).tcpPortIn(traps().name()).goTo(trap));
  }

  private RuleText refuse(Chain chain, Set set, boolean ipv6, int bits) {
    return Match.in(chain)
        .senderIn(set.name(), ipv6, bits)
        .count(BANNED)
        .refuse(config.ban().reject());
  }

  private void addTrap(Chain chain, Chain caught) {
    rules.add(Match.in(chain).hasSocket().accept());
    int hits = config.traps().hits();
    if (hits == 1) {
      rules.add(Match.in(chain).goTo(caught));
      return;
    }
    for (boolean ipv6 : FAMILIES) {
      rules.add(
          Match.in(chain).countSender(score(ipv6).name(), ipv6, bits(ipv6), hits).goTo(caught));
    }
    rules.add(Match.in(chain).count(BELOW).drop());
  }

  private void addCaught(Chain chain, Chain near) {
    for (boolean ipv6 : FAMILIES) {
      if (isWide(ipv6)) {
        rules.add(Match.in(chain).senderIn(near(ipv6).name(), ipv6, width(ipv6)).goTo(near));
      }
      rules.add(ban(chain, banned(ipv6), ipv6, bits(ipv6)));
    }
    rules.add(full(chain));
  }

  private void addCaughtNear(Chain chain) {
    for (boolean ipv6 : FAMILIES) {
      if (isWide(ipv6)) rules.add(ban(chain, hosts(ipv6), ipv6, width(ipv6)));
    }
    rules.add(full(chain));
  }

  private RuleText ban(Chain chain, Set set, boolean ipv6, int bits) {
    return Match.in(chain)
        .updateSender(set.name(), ipv6, bits, config.ban().policy().expire().millis())
        .log(HIT, config.daemon().nflogGroup())
        .count(TRAPPED)
        .refuse(config.ban().reject());
  }

  /** The rule before was abandoned because its set is full: the trap stays closed all the same. */
  private static RuleText full(Chain chain) {
    return Match.in(chain).count(FULL).drop();
  }

  Table table() {
    return table;
  }

  List<Set> sets() {
    return sets;
  }

  List<Chain> chains() {
    return chains;
  }

  List<RuleText> rules() {
    return rules;
  }

  public Config config() {
    return config;
  }

  public Situation situation() {
    return situation;
  }

  /** All that is never banned, with the reasons. */
  public List<Exemption> exemptions() {
    return exemptions;
  }

  /** Whether the table would be the same in the kernel. */
  public boolean sameAs(Ruleset other) {
    return exemptions.equals(other.exemptions) && toNft().equals(other.toNft());
  }

  /**
   * Which prefix a hit from this address bans: the kernel's own choice, made again.
   *
   * @param sender a single address
   */
  public Prefix banOf(Prefix sender) {
    Prefix wide = sender.widened(bits(sender.ipv6()));
    return nearPrefixes(sender.ipv6()).stream().anyMatch(wide::overlaps) ? sender : wide;
  }

  /** The set that a ban of this prefix lives in. */
  Set setOf(Prefix prefix) {
    if (prefix.length() == bits(prefix.ipv6())) return banned(prefix.ipv6());
    return prefix.isAddress() ? hosts(prefix.ipv6()) : networks(prefix.ipv6());
  }

  Set wan() {
    return new Set(table, "wan", KeyType.IFNAME, 0, 0, 0, false);
  }

  Set traps() {
    return new Set(table, "traps", KeyType.INET_SERVICE, Set.NFT_SET_INTERVAL, 0, 0, false);
  }

  Set allowed(boolean ipv6) {
    return ranges("allowed", ipv6, TIMED_RANGES, false);
  }

  /** Bans as wide as one hit makes them. */
  Set banned(boolean ipv6) {
    return hash("banned", ipv6);
  }

  /** Bans of single addresses, where one hit bans more than that. */
  Set hosts(boolean ipv6) {
    return hash("hosts", ipv6);
  }

  /** Bans of networks of any other length. */
  Set networks(boolean ipv6) {
    return ranges("networks", ipv6, TIMED_RANGES, true);
  }

  /** Senders of whom only the single address may be banned. */
  Set near(boolean ipv6) {
    return ranges("near", ipv6, Set.NFT_SET_INTERVAL, false);
  }

  private Set score(boolean ipv6) {
    long within = config.traps().withinMillis();
    return new Set(table, "score" + digit(ipv6), key(ipv6), HASH, SCORE_SIZE, within, false);
  }

  private Set hash(String name, boolean ipv6) {
    // No default timeout: an element without one of its own is permanent.
    return new Set(table, name + digit(ipv6), key(ipv6), HASH, config.ban().max(), 0, true);
  }

  private Set ranges(String name, boolean ipv6, int flags, boolean counter) {
    return new Set(table, name + digit(ipv6), key(ipv6), flags, 0, 0, counter);
  }

  /** Networks around which a ban must shrink to a single address, as wide as a ban at least. */
  List<Prefix> nearPrefixes(boolean ipv6) {
    return ipv6 ? near6 : near4;
  }

  private List<Prefix> widened(List<Prefix> prefixes, boolean ipv6) {
    return prefixes.stream()
        .filter(prefix -> prefix.ipv6() == ipv6)
        .map(prefix -> prefix.widened(bits(ipv6)))
        .distinct()
        .toList();
  }

  /** What the set of {@link #allowed} holds. */
  List<Ranges.Range> allowedRanges(boolean ipv6) {
    List<Ranges.Span> spans = new ArrayList<>();
    for (Exemption exemption : exemptions) {
      spans.add(new Ranges.Span(exemption.prefix(), exemption.until(), 0));
    }
    return Ranges.of(spans, ipv6);
  }

  /** What the set of {@link #near} holds. */
  List<Ranges.Range> nearRanges(boolean ipv6) {
    return Ranges.of(
        nearPrefixes(ipv6).stream().map(prefix -> new Ranges.Span(prefix, null, 0)).toList(), ipv6);
  }

  /** Whether one hit bans more than one address. */
  private boolean isWide(boolean ipv6) {
    return bits(ipv6) < width(ipv6);
  }

  private int bits(boolean ipv6) {
    BanPolicy policy = config.ban().policy();
    return policy.prefixLength(ipv6);
  }

  private static final boolean[] FAMILIES = {false, true};

  private static int width(boolean ipv6) {
    return ipv6 ? 128 : 32;
  }

  private static String digit(boolean ipv6) {
    return ipv6 ? "6" : "4";
  }

  private static KeyType key(boolean ipv6) {
    return ipv6 ? KeyType.IPV6_ADDR : KeyType.IPV4_ADDR;
  }

  /** The whole table in nft's language, without bans. */
  public String toNft() {
    return new RulesetText(this).toString();
  }

  /** The trap ports as ranges. */
  List<PortRange> trapPorts() {
    return config.traps().tcp();
  }
}
