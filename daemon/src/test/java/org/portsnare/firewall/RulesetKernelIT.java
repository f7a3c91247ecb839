package org.portsnare.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Nft;

/** {@code check --ruleset} prints the same table that is sent over netlink. */
final class RulesetKernelIT {
  private static final Situation SITUATION =
      new Situation(
          // Only one: nft lists a hash set in a different order each time.
          List.of("wan"),
          List.of(),
          List.of(
              new Exemption(Prefix.parse("127.0.0.0/8"), Exemption.Kind.SPECIAL, "loopback"),
              new Exemption(Prefix.parse("198.51.100.1"), Exemption.Kind.ADMINISTRATOR, "own"),
              new Exemption(Prefix.parse("198.51.100.2"), Exemption.Kind.GATEWAY, "gateway"),
              new Exemption(
                  Prefix.parse("198.51.100.0/30"), Exemption.Kind.ADMINISTRATOR, "around"),
              new Exemption(Prefix.parse("2001:db8::1"), Exemption.Kind.ADMINISTRATOR, "own"),
              new Exemption(Prefix.parse("fe80::1"), Exemption.Kind.ADMINISTRATOR, "own"),
              new Exemption(Prefix.parse("ff00::/8"), Exemption.Kind.SPECIAL, "multicast")),
          List.of(),
          List.of(
              Prefix.parse("198.51.100.0/24"),
              Prefix.parse("2001:db8::/64"),
              Prefix.parse("fe80::/64")));

  static Stream<String> configurations() {
    return Stream.of(
        "",
        "[traps]\ntcp = [1, \"6000-6063\", 65535]\nhits = 3\nwithin = \"1m\"\n",
        "[traps]\ntcp = [\"1-2000\"]\nudp = [\"60000-65535\"]\n",
        "[ban]\nexpire = \"never\"\nmax = 10\n",
        "[ban]\nipv4-prefix = 24\nipv6-prefix = 48\n",
        "[ban]\nipv6-prefix = 128\nresponse = \"reject\"\nexpire = \"90m\"\n",
        "[traps]\nhits = 2\n[ban]\nipv4-prefix = 16\n[daemon]\nnflog-group = 7\n",
        "[traps]\ntcp = []\n",
        "[traps]\ntrigger = \"handshake\"\nhits = 3\n[ban]\nexpire-probable = \"1d\"\n",
        "[traps]\nprove = false\nstealth = false\n[ban]\nnew-per-second = 0\n",
        "[traps]\nudp = [53, \"100-110\"]\nclosed-ports = 5\nforwarded = true\n",
        "[traps]\nudp = [53]\nudp-bans = true\nclosed-ports = 1\nhits = 2\n",
        "[traps]\nclosed = true\nclosed-ports = 3\n[ban]\nipv4-prefix = 24\n",
        "[traps]\nclosed = true\nsweep = 3\n",
        "[traps]\nclosed-ports = 3\nsweep = 2\n[ban]\nipv4-prefix = 24\nipv6-prefix = 128\n",
        "observe = true\n[traps]\nclosed = true\nexcept = [\"1-2000\"]\n",
        "observe = true\n[traps]\nudp = [53]\nclosed-ports = 3\nforwarded = true\n",
        "[ban]\nipv4-prefix = 24\nexpire-probable = \"2h\"\nresponse = \"reject\"\n");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void textAndNetlinkMakeTheSameTable(String toml) {
    Config config = ConfigReader.parse("test", toml);
    Ruleset ruleset = new Ruleset(Features.ALL, config, SITUATION, SITUATION.exemptions());
    String loadedByNft =
        inNamespace(
            () -> {
              Nft.load(ruleset.toNft());
              return listings();
            });
    String sentByUs = applied(ruleset, RulesetKernelIT::listings);
    assertThat(sentByUs).isEqualTo(loadedByNft).contains("chain prerouting");
  }

  @Test
  void onAKernelWithoutSynproxyTheTrapsStaySilentAndTheBreakerBansNobody() {
    Features poor = new Features(0, false);
    Ruleset ruleset = new Ruleset(poor, Config.defaults(), SITUATION, SITUATION.exemptions());
    assertThat(ruleset.asks()).isFalse();
    assertThat(ruleset.toNft()).doesNotContain("synproxy", "notrack", "hook output", "asked4");
    assertThat(inNamespace(() -> load(ruleset)))
        .contains("limit name \"breaker\" goto doubted", "counter name \"spared\" drop");
  }

  @Test
  void severalInterfacesAreLookedUpInASet() {
    Situation two =
        new Situation(
            List.of("wan", "wan2"),
            SITUATION.problems(),
            SITUATION.exemptions(),
            SITUATION.vital(),
            SITUATION.near());
    Ruleset ruleset = new Ruleset(Features.ALL, Config.defaults(), two, two.exemptions());
    String loadedByNft =
        inNamespace(
            () -> {
              Nft.load(ruleset.toNft());
              return interfaces();
            });
    String sentByUs = applied(ruleset, RulesetKernelIT::interfaces);
    assertThat(sentByUs).isEqualTo(loadedByNft).contains("\"wan\"", "\"wan2\"", "iifname != @wan");
  }

  /** Few ports are a bitmap, many are ranges; the table before leaves no trace. */
  @Test
  void fewPortsAndManyFollowOneAnother() {
    Ruleset few = ruleset("[traps]\ntcp = [23]\nhits = 2\n");
    Ruleset many = ruleset("[traps]\ntcp = [\"1-2000\"]\nhits = 2\n");
    List<String> fresh =
        List.of(applied(few, RulesetKernelIT::listed), applied(many, RulesetKernelIT::listed));
    List<String> followed = new ArrayList<>();
    inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), false)) {
            firewall.apply(few);
            firewall.apply(many);
            followed.add(listed());
            firewall.apply(few);
            followed.addFirst(listed());
            return "";
          }
        });
    assertThat(followed).isEqualTo(fresh);
  }

  private static Ruleset ruleset(String toml) {
    Config config = ConfigReader.parse("test", toml);
    return new Ruleset(Features.ALL, config, SITUATION, SITUATION.exemptions());
  }

  /** The answer of {@code look} for the table that we have sent. */
  private static String applied(Ruleset ruleset, Work look) {
    return inNamespace(
        () -> {
          try (Firewall firewall = Firewall.open(Clock.systemUTC(), false)) {
            firewall.apply(ruleset);
            return look.run();
          }
        });
  }

  /** The elements of the set in any order. */
  private static String interfaces() {
    String set =
        Nft.run("list", "set", "inet", "portsnare", "wan")
            .lines()
            .flatMap(line -> Stream.of(line.replaceAll("[,{}]", "").split("\\s+", -1)))
            .sorted()
            .collect(Collectors.joining(" "));
    return set + Nft.run("-nn", "list", "chain", "inet", "portsnare", "input");
  }

  private static String load(Ruleset ruleset) {
    Nft.load(ruleset.toNft());
    return Nft.run("list", "ruleset");
  }

  /**
   * The table as nft lists it, with the bytecode of the rules that it reads back. Elements are
   * compared as listed: nft adds an end at zero to interval sets, which changes nothing.
   */
  private static String listings() {
    String bytecode =
        Nft.run("--debug=netlink", "list", "ruleset")
            .lines()
            .filter(line -> !line.startsWith("\telement "))
            .collect(Collectors.joining("\n"));
    return listed() + bytecode;
  }

  private static String listed() {
    // nft names the program that made a table after the table's brace.
    return Nft.run("-nn", "list", "ruleset")
        .replaceAll("(?m)(table inet portsnare \\{) # .*$", "$1");
  }

  private interface Work {
    String run();
  }

  private static String inNamespace(Work work) {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      return namespace.call(work::run);
    }
  }
}
