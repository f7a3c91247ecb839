package org.portsnare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Origin;
import org.portsnare.ban.Step;

final class ConfigReaderTest {
  private static Config parse(String toml) {
    return ConfigReader.parse("portsnare.toml", toml);
  }

  private static List<String> problems(String toml) {
    try {
      parse(toml);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  @Test
  void emptyFileIsWorkingConfiguration() {
    assertThat(parse("")).isEqualTo(Config.defaults());
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    Config defaults = Config.defaults();
    assertThat(defaults.traps().interfaces()).containsExactly("auto");
    assertThat(defaults.traps().tcp().stream().map(PortRange::first))
        .containsExactly(
            21, 23, 53, 81, 88, 111, 135, 137, 138, 139, 445, 1433, 1521, 2323, 2375, 3306, 3389,
            5432, 5555, 5900, 5985, 6379, 7547, 8291, 8728, 9100, 9200, 11211, 25565, 27017, 27019,
            37215, 52869);
    assertThat(defaults.traps().hits()).isEqualTo(1);
    assertThat(defaults.traps().withinMillis()).isEqualTo(10_000);
    assertThat(defaults.ban().policy().expire()).isEqualTo(Lifetime.ofDays(10));
    assertThat(defaults.ban().policy().repeat())
        .containsExactly(Lifetime.ofDays(30), Lifetime.ofDays(180));
    assertThat(defaults.ban().policy().ipv4Prefix()).isEqualTo(32);
    assertThat(defaults.ban().policy().ipv6Prefix()).isEqualTo(64);
    assertThat(defaults.ban().max()).isEqualTo(1_000_000);
    assertThat(defaults.ban().reject()).isFalse();
    assertThat(defaults.allow().addresses()).isEmpty();
    assertThat(defaults.allow().auto()).isTrue();
    assertThat(defaults.daemon().stateDir()).isEqualTo(Path.of("/var/lib/portsnare"));
    assertThat(defaults.daemon().controlSocket()).isEqualTo(Path.of("/run/portsnare/control.sock"));
  }

  @Test
  void everySupportedKeyIsRead() {
    Config config =
        parse(
            """
            [traps]
            interfaces = ["eth0", "auto"]
            tcp = [7000, "6000-6063", 6060, 23]
            trigger = "syn"
            hits = 3
            within = "1m"
            [ban]
            expire = 0
            repeat = []
            ipv4-prefix = 24
            ipv6-prefix = 56
            max = 10
            response = "reject"
            [allow]
            addresses = ["192.0.2.0/24", "2001:db8::1"]
            auto = false
            [daemon]
            state-dir = "/tmp/s"
            control-socket = "/tmp/c"
            own-table = false
            nflog-group = 7
            """);
    assertThat(config.traps().interfaces()).containsExactly("eth0", "auto");
    assertThat(config.traps().tcp())
        .containsExactly(
            new PortRange(23, 23), new PortRange(6000, 6063), new PortRange(7000, 7000));
    assertThat(config.traps().hits()).isEqualTo(3);
    assertThat(config.traps().withinMillis()).isEqualTo(60_000);
    assertThat(config.ban().policy().expire()).isEqualTo(Lifetime.FOREVER);
    assertThat(config.ban().policy().repeat()).isEmpty();
    assertThat(config.ban().policy().ipv4Prefix()).isEqualTo(24);
    assertThat(config.ban().policy().ipv6Prefix()).isEqualTo(56);
    assertThat(config.ban().max()).isEqualTo(10);
    assertThat(config.ban().reject()).isTrue();
    assertThat(config.allow().addresses()).hasSize(2);
    assertThat(config.allow().auto()).isFalse();
    assertThat(config.daemon())
        .isEqualTo(new Config.Daemon(Path.of("/tmp/s"), Path.of("/tmp/c"), false, 7));
  }

  /** Messages must not contain class names of the parser. */
  @Test
  void aTableOrAnArrayInPlaceOfAString() {
    assertThat(problems("ban.ipv4-ladder = [{ prefix = 24 }]\nallow.addresses = [[1]]"))
        .containsExactly(
            "portsnare.toml:1:20: 'ban.ipv4-ladder': there must be a string, not a table",
            "portsnare.toml:2:20: 'allow.addresses': there must be a string, not an array");
    assertThat(problems("traps.tcp = [{ a = 1 }]").getFirst()).endsWith("not a table");
  }

  @Test
  void aMistakeIsToldOnce() {
    assertThat(problems("traps.closed = \"yes\""))
        .containsExactly("portsnare.toml:1:1: 'traps.closed' must be true or false");
  }

  @Test
  void everyKeyOfTrapsAndBansIsRead() {
    Config config =
        parse(
            """
            observe = true
            [traps]
            udp = [53, "100-110"]
            trigger = "handshake"
            prove = false
            stealth = false
            closed-ports = 5
            sweep = 4
            udp-bans = true
            forwarded = true
            [ban]
            expire-probable = "1d"
            ipv4-ladder = ["/24 at 8"]
            ipv6-ladder = ["/56 at 4", "/48 at 8"]
            new-per-second = 50
            """);
    assertThat(config.observe()).isTrue();
    Config.Traps traps = config.traps();
    assertThat(traps.udp()).containsExactly(new PortRange(53, 53), new PortRange(100, 110));
    assertThat(traps.trigger()).isEqualTo(Config.TcpTrigger.HANDSHAKE);
    assertThat(traps.prove()).isFalse();
    assertThat(traps.stealth()).isFalse();
    assertThat(traps.closedPorts()).isEqualTo(5);
    assertThat(traps.sweep()).isEqualTo(4);
    assertThat(traps.udpBans()).isTrue();
    assertThat(traps.forwarded()).isTrue();
    BanPolicy policy = config.ban().policy();
    assertThat(policy.expireProbable()).isEqualTo(Lifetime.ofDays(1));
    assertThat(policy.ladder(false)).containsExactly(new Step(24, 8));
    assertThat(policy.ladder(true)).containsExactly(new Step(56, 4), new Step(48, 8));
    assertThat(config.ban().newPerSecond()).isEqualTo(50);
  }

  @Test
  void oneAddressIsNoSweep() {
    assertThat(problems("[traps]\nsweep = 1\n"))
        .singleElement()
        .asString()
        .contains("traps.sweep")
        .contains("must be 0 or at least 2");
    assertThat(parse("").traps().sweep()).isZero();
  }

  @Test
  void ladderGoesUpAndNotBeyondItsLimit() {
    assertThat(problems("[ban]\nipv6-ladder = [\"/56 at 4\", \"/64 at 8\"]\n"))
        .singleElement()
        .asString()
        .contains("'/64 at 8' is not wider than /56");
    assertThat(problems("[ban]\nipv6-ladder = [\"/64 at 4\"]\n"))
        .singleElement()
        .asString()
        .contains("not wider than /64");
    assertThat(problems("[ban]\nipv4-ladder = [\"/8 at 4\"]\n"))
        .singleElement()
        .asString()
        .contains("wider than /16");
    assertThat(problems("[ban]\nipv4-ladder = [\"/24\"]\n"))
        .singleElement()
        .asString()
        .contains("'/24' is not a step such as");
  }

  @Test
  void everyLaterKeyIsRefusedAndNotIgnored() {
    for (String table : Key.LATER) {
      assertThat(problems(table + ".x = true"))
          .as(table)
          .singleElement()
          .asString()
          .contains("is not supported yet");
    }
  }

  @Test
  void webListensOnThisMachineUnlessToldOtherwise() {
    Config.Web usual = parse("").web();
    assertThat(usual.listen())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8480));
    assertThat(usual.isPublic()).isFalse();
    assertThat(usual.where()).isEqualTo("127.0.0.1:8480");
    assertThat(parse("web.listen = \"[::1]:80\"").web().where()).isEqualTo("[::1]:80");
    assertThat(parse("web.listen = \"\"").web().listen()).isNull();
    assertThat(parse("web.listen = \"\"").web().where()).isEmpty();
    assertThat(parse("web.listen = \"localhost:80\"").web().listen())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 80));
    for (String address :
        List.of(
            "127.9.9.9:1",
            "10.0.0.1:8480",
            "172.31.255.1:8480",
            "192.168.1.1:65535",
            "169.254.1.1:8480",
            "[::1]:8480",
            "[fd00::1]:8480",
            "[fe80::1]:8480")) {
      assertThat(problems("web.listen = \"" + address + "\"")).as(address).isEmpty();
    }
    Config.Web all =
        parse("[web]\nlisten = \"0.0.0.0:80\"\npublic = true\nhosts = [\"A.example\"]\n").web();
    assertThat(all.listen()).isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 80));
    assertThat(all.isPublic()).isTrue();
    assertThat(all.hosts()).containsExactly("a.example");
  }

  @Test
  void webRefusesPublicAddressUnlessItIsMeant() {
    for (String address :
        List.of(
            "0.0.0.0:8480",
            "[::]:8480",
            "203.0.113.1:8480",
            "172.32.0.1:8480",
            "100.64.0.1:8480",
            "[2001:db8::1]:8480")) {
      assertThat(problems("[web]\nlisten = \"" + address + "\"\n"))
          .as(address)
          .singleElement()
          .asString()
          .startsWith("portsnare.toml:2:1: 'web.listen' is a public address; use one such as")
          .contains("web.public = true");
      assertThat(problems("[web]\nlisten = \"" + address + "\"\npublic = true\n")).isEmpty();
    }
  }

  @Test
  void webMistakesAreSaid() {
    for (String address :
        List.of(
            "8480",
            "127.0.0.1",
            "127.0.0.1:0",
            "127.0.0.1:65536",
            "::1:8480",
            "[::1]",
            "[10.0.0.1]:1",
            "example.org:80",
            "10.0.0.0/8:80",
            "127.0.0.1:x",
            ":8480",
            "[fe80::1%eth0]:80")) {
      assertThat(problems("web.listen = \"" + address + "\"")).as(address).hasSize(1);
    }
    assertThat(problems("web.hosts = [\"a b\", \"example.org:80\", 7]")).hasSize(3);
    assertThat(problems("[web]\nlisten = \"\"\npublic = true\nhosts = [\"a\"]\n"))
        .containsExactly(
            "portsnare.toml:3:1: 'web.public' has no effect while web.listen is empty",
            "portsnare.toml:4:1: 'web.hosts' has no effect while web.listen is empty");
  }

  @Test
  void unknownKeyIsNamedWithItsPlaceAndTheNearestKnownOne() {
    assertThat(problems("[ban]\n\nexpires = \"1d\"\n"))
        .containsExactly(
            "portsnare.toml:3:1: there is no key 'ban.expires'; did you mean 'ban.expire'?");
  }

  @Test
  void everyMistakeIsToldAtOnce() {
    assertThat(
            problems(
                """
                [traps]
                interfaces = []
                tcp = [0, "9-1", 23.5]
                hits = 0
                within = "never"
                [ban]
                expire = "soon"
                repeat = ["x", 5]
                ipv4-prefix = 33
                max = "many"
                response = "laugh"
                [allow]
                addresses = ["example.org", "192.0.2.1/24"]
                auto = "yes"
                [daemon]
                state-dir = "relative"
                """))
        .hasSize(16)
        .allMatch(problem -> problem.matches("portsnare\\.toml:\\d+:\\d+: .+"))
        .isSortedAccordingTo((a, b) -> Integer.compare(line(a), line(b)));
  }

  private static int line(String problem) {
    return Integer.parseInt(problem.split(":", -1)[1]);
  }

  @Test
  void exemptingEverybodyIsRefused() {
    assertThat(problems("[allow]\naddresses = [\"0.0.0.0/0\"]\n"))
        .containsExactly(
            "portsnare.toml:2:1: 'allow.addresses' 0.0.0.0/0 exempts every address; nothing would"
                + " be banned");
  }

  @Test
  void textThatIsNoTomlIsToldWithItsPlace() {
    assertThat(problems("[traps\nhits = 1\n")).isNotEmpty().first().asString().contains(":1:");
    assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> parse("hits = = 1"));
  }

  @Test
  void socketPathThatIsTooLongForTheKernelIsRefused() {
    assertThat(problems("[daemon]\ncontrol-socket = \"/" + "x".repeat(107) + "\"\n")).hasSize(1);
  }

  @Test
  void nothingIsPublishedUnlessADirectoryIsNamed() {
    assertThat(parse("").publish()).isNull();
    assertThat(problems("[publish]\nevery = \"1h\"\nhide-ports = true\n"))
        .containsExactly(
            "portsnare.toml:2:1: 'publish.every' has no effect without publish.dir",
            "portsnare.toml:3:1: 'publish.hide-ports' has no effect without publish.dir");
  }

  private static final Set<Origin> TRAPS = Set.of(Origin.TRAP);

  @Test
  void whoseBansArePublishedIsOneOfThreeWords() {
    assertThat(problems("[publish]\ndir = \"/srv\"\norigins = [\"trap\", \"hand\"]\n"))
        .containsExactly(
            "portsnare.toml:3:20: 'publish.origins': 'hand' is none of \"trap\", \"manual\","
                + " \"import\"");
    assertThat(problems("[publish]\ndir = \"/srv\"\norigins = []\n"))
        .containsExactly(
            "portsnare.toml:3:1: 'publish.origins' is empty, so nothing would be published");
  }

  @Test
  void loopbackIsNoInterfaceToGuard() {
    assertThat(problems("[traps]\ninterfaces = [\"lo\"]\n"))
        .singleElement()
        .asString()
        .contains("'lo' carries only this host's own traffic");
  }

  @Test
  void whatIsPublished() {
    assertThat(parse("[publish]\ndir = \"/srv/list\"\n").publish())
        .isEqualTo(new Config.Publish(Path.of("/srv/list"), 600_000, true, TRAPS, 0, false, ""));
    assertThat(
            parse(
                    """
                    [publish]
                    dir = "/srv/list/../bans"
                    every = "never"
                    evidence = "any"
                    origins = ["manual", "import"]
                    min-age = "1h"
                    hide-ports = true
                    contact = "abuse@example.net"
                    """)
                .publish())
        .isEqualTo(
            new Config.Publish(
                Path.of("/srv/bans"),
                0,
                false,
                Set.of(Origin.MANUAL, Origin.IMPORT),
                3_600_000,
                true,
                "abuse@example.net"));
    assertThat(parse("[publish]\ndir = \"/srv\"\nmin-age = 0\n").publish())
        .isEqualTo(new Config.Publish(Path.of("/srv"), 600_000, true, TRAPS, 0, false, ""));
  }

  @Test
  void mistakesInPublish() {
    assertThat(
            problems(
                """
                [publish]
                dir = "srv"
                every = "9s"
                evidence = "all"
                min-age = "never"
                hide-ports = "yes"
                contact = "one\\ntwo"
                to = "x"
                """))
        .containsExactly(
            "portsnare.toml:2:1: 'publish.dir' 'srv' is not absolute",
            "portsnare.toml:3:1: 'publish.every' must be 10s or more, or never",
            "portsnare.toml:4:1: 'publish.evidence' 'all' is neither confirmed nor any",
            "portsnare.toml:5:1: 'publish.min-age' 'never' is not an age",
            "portsnare.toml:6:1: 'publish.hide-ports' must be true or false",
            "portsnare.toml:7:1: 'publish.contact' must be one line of at most 200 characters",
            "portsnare.toml:8:1: there is no key 'publish.to'; did you mean 'publish.dir'?");
  }

  @Test
  void theLedgerIsNotPublished() {
    for (String dir : List.of("/var/lib/portsnare", "/var/lib", "/", "/var/lib/x/../portsnare")) {
      assertThat(problems("[publish]\ndir = \"" + dir + "\"\n"))
          .containsExactly(
              "portsnare.toml:2:1: 'publish.dir' contains daemon.state-dir, which must stay"
                  + " private; choose another directory");
    }
    assertThat(problems("[publish]\ndir = \"/var/lib/portsnare/public\"\n")).isEmpty();
  }
}
