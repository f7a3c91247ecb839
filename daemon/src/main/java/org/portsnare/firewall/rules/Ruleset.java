package org.portsnare.firewall.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Translation;
import org.portsnare.config.Config;
import org.portsnare.config.PortRange;
import org.portsnare.firewall.Firewall;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Family;
import org.portsnare.netfilter.nftables.KeyType;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netfilter.nftables.expr.Limit;

/**
 * The description of the table {@code inet portsnare} for one configuration in one situation: its
 * sets, and (from {@link RuleWriter}) its chains and rules.
 */
public final class Ruleset {
  /** The one table that is ours. */
  public static final Table TABLE = new Table(Family.INET, "portsnare");

  /** Start of the log prefix of hits that are only recorded, such as {@code observed syn}. */
  public static final String OBSERVED = "observed ";

  /** Log prefix of packets that a sender sends after its handshake. */
  public static final String SAID = "said";

  /** Log prefix of a packet whose sender should be banned, but could not be added to its set. */
  public static final String MISSED = "missed";

  /**
   * Maximum length that is kept of a packet after a handshake, in bytes: a browser's request fits.
   */
  public static final int SAID_LENGTH = 1_024;

  /** Maximum number of packets after a handshake that are kept. */
  public static final int SAID_PACKETS = 4;

  public static final String BANNED = "banned";
  public static final String TRAPPED = "trapped";
  public static final String PROVED = "proved";
  public static final String ASKED = "asked";
  public static final String SPARED = "spared";
  public static final String GUESSED = "guessed";
  public static final String FULL = "full";
  public static final String BELOW = "below";
  public static final String UNREAL = "unreal";
  public static final String CUT = "cut";

  /** Named counters, in the order of {@link #toNft}. */
  static final List<String> COUNTERS =
      List.of(BANNED, TRAPPED, PROVED, ASKED, SPARED, GUESSED, FULL, BELOW, UNREAL, CUT);

  /**
   * Interval at which the kernel collects bans that have ended; until then, {@link
   * Firewall#count()} counts them. Searching a million bans takes 75 ms of CPU, and the kernel's
   * default is one second.
   */
  public static final Duration GC_INTERVAL = Duration.ofSeconds(10);

  private static final int HASH = Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT;
  private static final int TIMED_RANGES = Set.NFT_SET_INTERVAL | Set.NFT_SET_TIMEOUT;

  /** Maximum number of senders in each set that remembers senders for a while: a few megabytes. */
  private static final int MEMORY_SIZE = 65_536;

  /**
   * Maximum number of senders that are remembered briefly, while a flood opens the breaker or fills
   * the sets that remember for longer: 20,000 per second for ten seconds, and a margin for late
   * collection.
   */
  private static final int BRIEF_SIZE = 262_144;

  private static final long BRIEF_MILLIS = 10_000;
  private static final int BRIEF_GC_MILLIS = 1_000;

  /** Maximum number of confirmed scanners that are cut in both directions, per set. */
  public static final int CONFIRMED_SIZE = 65_536;

  /** Maximum number of ports in a set without ranges: each element is allocated on its own. */
  private static final int BITS = 1_024;

  private static final long PROVEN_MILLIS = 3_600_000;
  private static final long ASKED_MILLIS = 60_000;
  private static final long UNSERVED_MILLIS = 86_400_000;
  private static final long SWEEP_MILLIS = 3_600_000;

  private final Table table;
  private final Features features;
  private final Config config;
  private final Situation situation;
  private final List<Exemption> exemptions;
  private final List<Prefix> near;
  private final int mark;
  private final List<Prefix> near4;
  private final List<Prefix> near6;
  private final List<Set> sets = new ArrayList<>();
  private final List<Set> banSets = new ArrayList<>();
  private final List<Chain> chains;
  private final List<RuleText> rules;

  /**
   * @param exemptions all exemptions, including those of {@code situation}
   */
  public Ruleset(
      Features features, Config config, Situation situation, List<Exemption> exemptions) {
    this(features, config, situation, exemptions, 0);
  }

  /**
   * @param exemptions all exemptions, including those of {@code situation}
   * @param mark milliseconds below 1,000 in the timeouts of bans, which tell when the elements were
   *     made
   */
  public Ruleset(
      Features features, Config config, Situation situation, List<Exemption> exemptions, int mark) {
    this.mark = mark;
    this.table = new Table(TABLE.family(), TABLE.name(), features.tableFlags());
    this.features = features;
    this.config = config;
    this.situation = situation;
    this.exemptions = List.copyOf(exemptions);
    near = near();
    near4 = widened(near, false);
    near6 = widened(near, true);
    addSets();
    for (boolean ipv6 : FAMILIES) {
      banSets.addAll(List.of(banned(ipv6), hosts(ipv6), networks(ipv6)));
    }
    RuleWriter writer = new RuleWriter(this);
    chains = writer.chains();
    rules = writer.rules();
  }

  /** The networks in which a ban must shrink to a single address. */
  private List<Prefix> near() {
    List<Prefix> all = new ArrayList<>(situation.near());
    all.addAll(Translation.shared(bits(true), config.ban().nat64()));
    return all;
  }

  /**
   * Adds the sets. Sets that are kept come first, so that sets that are created again keep their
   * place after them.
   */
  private void addSets() {
    for (boolean ipv6 : FAMILIES) {
      sets.add(banned(ipv6));
      sets.add(networks(ipv6));
      if (isWide(ipv6)) sets.add(hosts(ipv6));
    }
    if (!config.observe()) {
      for (boolean ipv6 : FAMILIES) sets.addAll(confirmedSets(ipv6));
    }
    if (config.traps().closed()) sets.add(served());
    for (boolean ipv6 : FAMILIES) sets.add(unserved(ipv6));
    sets.add(wan());
    sets.add(traps());
    if (hasUdpTraps()) sets.add(udpTraps());
    if (config.traps().closed()) sets.add(except());
    for (boolean ipv6 : FAMILIES) {
      sets.add(allowed(ipv6));
      if (isWide(ipv6)) sets.add(near(ipv6));
      if (records()) sets.add(observed(ipv6));
      if (config.traps().hits() > 1) sets.addAll(List.of(score(ipv6), briefScore(ipv6)));
      if (config.traps().hits() > 1 && asks()) sets.add(proofs(ipv6));
      if (remembersTouches()) sets.addAll(List.of(touched(ipv6), touches(ipv6)));
      if (asks()) sets.addAll(List.of(asked(ipv6), proven(ipv6), said(ipv6)));
      if (config.traps().closedPorts() > 0 && !config.traps().closed()) {
        sets.addAll(List.of(seen(ipv6), closed(ipv6), briefSeen(ipv6), briefClosed(ipv6)));
      }
      if (config.traps().sweep() > 0) sets.addAll(List.of(swept(ipv6), sweeps(ipv6)));
    }
  }

  /** Whether senders are asked for proof with a SYN cookie. */
  public boolean asks() {
    return features.synproxy() && wantsProof(config);
  }

  /** Whether the configuration needs a kernel with synproxy. */
  public static boolean wantsProof(Config config) {
    if (config.observe() || config.traps().tcp().isEmpty()) return false;
    return config.traps().prove() || config.traps().trigger() == Config.TcpTrigger.HANDSHAKE;
  }

  /** Whether only a handshake bans. */
  boolean onlyProofBans() {
    return config.traps().trigger() == Config.TcpTrigger.HANDSHAKE && !config.observe();
  }

  boolean hasUdpTraps() {
    return !config.traps().udp().isEmpty();
  }

  /** Whether some hits are recorded and do not ban. */
  private boolean records() {
    return config.observe() || (hasUdpTraps() && !config.traps().udpBans());
  }

  public boolean hasBreaker() {
    return config.ban().newPerSecond() > 0;
  }

  /** Whether a second trap bans while the flood breaker is open. */
  public boolean remembersTouches() {
    return hasBreaker() && !onlyProofBans() && !config.observe();
  }

  /** The limit of each flood breaker, which matches above the rate. */
  public Limit breaker() {
    return new Limit(config.ban().newPerSecond(), Limit.SECOND, config.ban().newAtOnce(), true);
  }

  public Table table() {
    return table;
  }

  public List<Set> sets() {
    return sets;
  }

  public List<Chain> chains() {
    return chains;
  }

  List<RuleText> rules() {
    return rules;
  }

  public Config config() {
    return config;
  }

  public Features features() {
    return features;
  }

  public Situation situation() {
    return situation;
  }

  /** All exemptions, with their reasons. */
  public List<Exemption> exemptions() {
    return exemptions;
  }

  /**
   * The timeout of an element, with the mark: it differs by less than a second from {@code millis}.
   *
   * @param millis 0 for ever, which has no mark
   */
  public long marked(long millis) {
    return millis < 1_000 ? millis : millis - millis % 1_000 + mark;
  }

  /** As {@link #marked}, but not less than {@code millis}. */
  public long markedAtLeast(long millis) {
    long marked = marked(millis);
    return marked < millis ? marked + 1_000 : marked;
  }

  /** Whether the table would be the same in the kernel. */
  public boolean sameAs(Ruleset other) {
    return exemptions.equals(other.exemptions) && toNft().equals(other.toNft());
  }

  /**
   * The prefix that a hit from this address bans; the kernel makes the same choice.
   *
   * @param sender a single address
   */
  public Prefix banOf(Prefix sender) {
    Prefix wide = sender.widened(bits(sender.ipv6()));
    return nearPrefixes(sender.ipv6()).stream().anyMatch(wide::overlaps) ? sender : wide;
  }

  /**
   * Whether one hit makes a ban of this width: the sender's own address, or the network around it.
   */
  public boolean isOneHit(Prefix prefix) {
    return prefix.isAddress() || prefix.length() == bits(prefix.ipv6());
  }

  /** Whether a whole network may be banned: no exempt or near address is in it. */
  public boolean mayBan(Prefix network) {
    return exemptions.stream().noneMatch(exemption -> exemption.prefix().overlaps(network))
        && near.stream().noneMatch(network::overlaps);
  }

  /** The set for a ban of this prefix. */
  public Set setOf(Prefix prefix) {
    return banSets.get(placeOf(prefix));
  }

  /** Number of ban sets. */
  public static final int PLACES = 6;

  /** The index of the ban set for this prefix: a number below {@link #PLACES}. */
  public int placeOf(Prefix prefix) {
    boolean ipv6 = prefix.ipv6();
    int width = prefix.length() == bits(ipv6) ? 0 : prefix.isAddress() ? 1 : 2;
    return width + (ipv6 ? 3 : 0);
  }

  public Set banSet(int place) {
    return banSets.get(place);
  }

  Set wan() {
    return new Set(table, "wan", KeyType.IFNAME, 0, 0, 0, false);
  }

  Set traps() {
    return ports("traps", tcpTraps());
  }

  /** The ports that the configuration names, except ports that are no traps now. */
  private List<PortRange> tcpTraps() {
    return PortRange.without(config.traps().tcp(), situation.sparedTraps());
  }

  Set udpTraps() {
    return ports("udp_traps", config.traps().udp());
  }

  /** Ports that are no traps although nothing listens on them. */
  Set except() {
    return ports("except", config.traps().unserved().except());
  }

  /** Ports on which something listens, or listened a while ago. */
  public Set served() {
    return new Set(table, "served", KeyType.INET_SERVICE, HASH, MEMORY_SIZE, 0, false);
  }

  /** Senders, as wide as a ban, whose SYN met no service and did not ban them. */
  public Set unserved(boolean ipv6) {
    int gc = (int) GC_INTERVAL.toMillis();
    String name = "unserved" + digit(ipv6);
    return new Set(table, name, key(ipv6), HASH, MEMORY_SIZE, UNSERVED_MILLIS, false, gc);
  }

  /**
   * A set of ports: few ports are a bitmap in the kernel, more are ranges, which it must search.
   */
  private Set ports(String name, List<PortRange> ports) {
    int flags = ports.stream().mapToInt(PortRange::size).sum() > BITS ? Set.NFT_SET_INTERVAL : 0;
    return new Set(table, name, KeyType.INET_SERVICE, flags, 0, 0, false);
  }

  Set allowed(boolean ipv6) {
    return ranges("allowed", ipv6, TIMED_RANGES, false);
  }

  /** Bans as wide as one hit makes them. */
  public Set banned(boolean ipv6) {
    return hash("banned", ipv6);
  }

  /** Bans of single addresses, if one hit bans more than one address. */
  Set hosts(boolean ipv6) {
    return hash("hosts", ipv6);
  }

  /** Bans of networks of any other length. */
  public Set networks(boolean ipv6) {
    return ranges("networks", ipv6, TIMED_RANGES, true);
  }

  /** Senders of which only the single address may be banned. */
  Set near(boolean ipv6) {
    return ranges("near", ipv6, Set.NFT_SET_INTERVAL, false);
  }

  /** Senders that are recorded and not banned, as wide as a ban. */
  Set observed(boolean ipv6) {
    return hash("observed", ipv6);
  }

  /** Confirmed scanners as wide as one hit bans. */
  Set confirmed(boolean ipv6) {
    return confirmedHash("confirmed", ipv6);
  }

  /** Confirmed scanners of which only the single address is banned. */
  Set confirmedHosts(boolean ipv6) {
    return confirmedHash("confirmed_hosts", ipv6);
  }

  /** Networks of confirmed scanners, of any other length. */
  public Set confirmedNetworks(boolean ipv6) {
    return ranges("confirmed_networks", ipv6, TIMED_RANGES, false);
  }

  private Set confirmedHash(String name, boolean ipv6) {
    String full = name + digit(ipv6);
    int gc = (int) GC_INTERVAL.toMillis();
    return new Set(table, full, key(ipv6), HASH, CONFIRMED_SIZE, 0, false, gc);
  }

  /** The sets of scanners that are known to be real, and banned in both directions. */
  public List<Set> confirmedSets(boolean ipv6) {
    return isWide(ipv6)
        ? List.of(confirmed(ipv6), confirmedHosts(ipv6), confirmedNetworks(ipv6))
        : List.of(confirmed(ipv6), confirmedNetworks(ipv6));
  }

  /** The confirmed set for a ban of this prefix. */
  public Set confirmedSetOf(Prefix prefix) {
    return switch (placeOf(prefix) % 3) {
      case 0 -> confirmed(prefix.ipv6());
      case 1 -> confirmedHosts(prefix.ipv6());
      default -> confirmedNetworks(prefix.ipv6());
    };
  }

  /** Number of completed handshakes of senders whose hits could not be counted. */
  Set proofs(boolean ipv6) {
    return memory("proofs", ipv6, config.traps().withinMillis());
  }

  /** Traps that were touched while the flood breaker was open, each with its sender. */
  Set touched(boolean ipv6) {
    return brief("touched", ipv6, pair(ipv6));
  }

  /** Number of distinct traps in {@link #touched} per sender. */
  Set touches(boolean ipv6) {
    return brief("touches", ipv6, key(ipv6));
  }

  /** Number of hits in the last seconds, of senders that do not fit into {@link #score}. */
  Set briefScore(boolean ipv6) {
    return brief("brief_score", ipv6, key(ipv6));
  }

  /** Closed ports of the last seconds that do not fit into {@link #seen} or {@link #closed}. */
  Set briefSeen(boolean ipv6) {
    return brief("brief_seen", ipv6, pair(ipv6));
  }

  /** Number of distinct ports in {@link #briefSeen} per sender. */
  Set briefClosed(boolean ipv6) {
    return brief("brief_closed", ipv6, key(ipv6));
  }

  private Set brief(String name, boolean ipv6, KeyType type) {
    String full = name + digit(ipv6);
    // The window of hits may be shorter; the window of second traps is always this.
    boolean counts = name.startsWith("brief");
    long within = counts ? Math.min(BRIEF_MILLIS, config.traps().withinMillis()) : BRIEF_MILLIS;
    return new Set(table, full, type, HASH, BRIEF_SIZE, within, false, BRIEF_GC_MILLIS);
  }

  /** Number of hits so far per sender. */
  Set score(boolean ipv6) {
    return memory("score", ipv6, config.traps().withinMillis());
  }

  /** Shards of senders that were sent a SYN cookie, each with its limit of answers. */
  Set asked(boolean ipv6) {
    return memory("asked", ipv6, ASKED_MILLIS);
  }

  /** Senders that have completed a handshake with a trap. */
  public Set proven(boolean ipv6) {
    return memory("proven", ipv6, provenMillis());
  }

  /** Number of packets that are still kept, per proven sender. */
  Set said(boolean ipv6) {
    return memory("said", ipv6, provenMillis());
  }

  /** Not longer than the ban; otherwise the sender could not prove itself again after the ban. */
  private long provenMillis() {
    long ban = config.ban().policy().first(Evidence.CONFIRMED).millis();
    long browser = config.ban().browser().millis();
    long shortest =
        Math.min(ban == 0 ? PROVEN_MILLIS : ban, browser == 0 ? PROVEN_MILLIS : browser);
    return Math.min(PROVEN_MILLIS, shortest);
  }

  /** The sets in which the kernel remembers a sender besides its ban. */
  public List<Set> memories(boolean ipv6) {
    return List.of(
        score(ipv6),
        briefScore(ipv6),
        proofs(ipv6),
        touches(ipv6),
        closed(ipv6),
        briefClosed(ipv6),
        sweeps(ipv6));
  }

  /** Ports on which nothing listens, each with a sender that has tried it. */
  Set seen(boolean ipv6) {
    long within = config.traps().withinMillis();
    return new Set(table, "seen" + digit(ipv6), pair(ipv6), HASH, MEMORY_SIZE, within, false);
  }

  /** Number of distinct ports in {@link #seen} per sender. */
  Set closed(boolean ipv6) {
    return memory("closed", ipv6, config.traps().withinMillis());
  }

  /** Addresses of this host where nothing took a SYN, each with a sender that has tried it. */
  Set swept(boolean ipv6) {
    KeyType pair = ipv6 ? KeyType.IPV6_ADDR_AND_ADDR : KeyType.IPV4_ADDR_AND_ADDR;
    String name = "swept" + digit(ipv6);
    return new Set(table, name, pair, HASH, MEMORY_SIZE, SWEEP_MILLIS, false);
  }

  /** Number of distinct addresses in {@link #swept} per sender. */
  Set sweeps(boolean ipv6) {
    return memory("sweeps", ipv6, SWEEP_MILLIS);
  }

  private Set memory(String name, boolean ipv6, long timeoutMillis) {
    String full = name + digit(ipv6);
    return new Set(table, full, key(ipv6), HASH, MEMORY_SIZE, timeoutMillis, false);
  }

  /** Whether the set holds bans, so that it must always be kept. */
  public static boolean holdsBans(Set set) {
    return BAN_SETS.contains(set.name());
  }

  /** Whether the set keeps its elements when the rules are replaced. */
  public static boolean isKept(Set set) {
    String name = set.name();
    boolean notes = name.equals("served") || name.startsWith("unserved");
    return holdsBans(set) || name.startsWith("confirmed") || notes;
  }

  private static final java.util.Set<String> BAN_SETS =
      java.util.Set.of("banned4", "banned6", "hosts4", "hosts6", "networks4", "networks6");

  private Set hash(String name, boolean ipv6) {
    // No default timeout: an element without its own timeout is permanent. No default counter: the
    // rules give one to new elements, and elements of a long list get theirs later.
    return new Set(
        table,
        name + digit(ipv6),
        key(ipv6),
        HASH,
        config.ban().max(),
        0,
        false,
        (int) GC_INTERVAL.toMillis());
  }

  private Set ranges(String name, boolean ipv6, int flags, boolean counter) {
    return new Set(table, name + digit(ipv6), key(ipv6), flags, 0, 0, counter);
  }

  /** The networks in which a ban must shrink to a single address, at least as wide as a ban. */
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

  /** The elements of the set {@link #allowed}. */
  List<Ranges.Range> allowedRanges(boolean ipv6) {
    List<Ranges.Span> spans = new ArrayList<>();
    for (Exemption exemption : exemptions) {
      spans.add(new Ranges.Span(exemption.prefix(), exemption.until(), 0));
    }
    return Ranges.of(spans, ipv6);
  }

  /** The elements of the set {@link #near}. */
  List<Ranges.Range> nearRanges(boolean ipv6) {
    return Ranges.of(
        nearPrefixes(ipv6).stream().map(prefix -> new Ranges.Span(prefix, null, 0)).toList(), ipv6);
  }

  /** Whether one hit bans more than one address. */
  boolean isWide(boolean ipv6) {
    return bits(ipv6) < width(ipv6);
  }

  public int bits(boolean ipv6) {
    BanPolicy policy = config.ban().policy();
    return policy.prefixLength(ipv6);
  }

  /** Whether IPv6, of each family. */
  public static final List<Boolean> FAMILIES = List.of(false, true);

  static int width(boolean ipv6) {
    return ipv6 ? 128 : 32;
  }

  static String digit(boolean ipv6) {
    return ipv6 ? "6" : "4";
  }

  private static KeyType pair(boolean ipv6) {
    return ipv6 ? KeyType.IPV6_ADDR_AND_SERVICE : KeyType.IPV4_ADDR_AND_SERVICE;
  }

  private static KeyType key(boolean ipv6) {
    return ipv6 ? KeyType.IPV6_ADDR : KeyType.IPV4_ADDR;
  }

  /** The whole table in nft's language, without bans. */
  public String toNft() {
    return new RulesetText(this).toString();
  }

  /** The elements of the sets {@link #traps}, {@link #udpTraps} and {@link #except}. */
  List<PortRange> portsOf(Set set) {
    List<PortRange> ports =
        switch (set.name()) {
          case "udp_traps" -> config.traps().udp();
          case "except" -> config.traps().unserved().except();
          default -> tcpTraps();
        };
    return set.isInterval() ? ports : ports.stream().flatMap(PortRange::each).toList();
  }
}
