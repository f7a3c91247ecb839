package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.GATEWAY4;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;
import org.portsnare.testing.Lab;

/** After an import, bans of ipset and fail2ban are enforced for their remaining time. */
final class ImportEndToEndIT {
  /** Maximum number of elements in the recipe's set. */
  private static final int RECIPE = 65_536;

  private static final int TEN_DAYS = 864_000;

  private static Guarded guarded;

  @BeforeAll
  static void start() {
    guarded = Guarded.start("");
  }

  @AfterAll
  static void stop() {
    guarded.close();
  }

  @AfterEach
  void liftAll() throws IOException {
    List<String> banned = guarded.banned();
    if (banned.size() > 1_000) beginAnew();
    else if (!banned.isEmpty()) {
      guarded.portsnareWithInput(String.join("\n", banned), "unban", "-");
    }
    assertThat(guarded.banned()).isEmpty();
  }

  /** Starts again without bans: lifting many bans one by one takes long. */
  private static void beginAnew() throws IOException {
    assertThat(guarded.stop().exit()).isZero();
    assertThat(guarded.portsnare("down").exit()).isZero();
    Files.delete(guarded.ledger());
    guarded.start();
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(guarded.directory().resolve(name), text);
  }

  private static String done(String... arguments) {
    Lab.Result result = guarded.portsnare(arguments);
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private static String explain(String address) {
    return done("explain", address);
  }

  private static void assertFails(Lab.Result result, int exit, String... lines) {
    assertThat(result.exit()).as(result.err()).isEqualTo(exit);
    assertThat(result.err().lines()).containsExactly(lines);
  }

  /** Addresses from 11.0.0.0 on, with gaps. */
  private static String address(int index) {
    int bits = 0x0b000000 + index * 37;
    return (bits >>> 24) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
  }

  /** The full set of the recipe, in ipset's own format; every thousandth ban is permanent. */
  private static Path recipe() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder restore =
        new StringBuilder("create banned hash:ip family inet maxelem 65536 timeout 864000\n");
    for (int i = 0; i < RECIPE; i++) {
      int timeout = i % 1_000 == 0 ? 0 : random.nextInt(3_600, TEN_DAYS);
      restore.append("add banned ").append(address(i)).append(" timeout ").append(timeout);
      restore.append('\n');
    }
    Lab.Result made = guarded.lab().onHostWithInput(restore.toString(), "ipset", "restore");
    assertThat(made.exit()).as(made.err()).isZero();
    Lab.Result saved = guarded.lab().onHost("ipset", "save");
    assertThat(guarded.lab().onHost("ipset", "destroy").exit()).isZero();
    return file("ipset.conf", saved.out());
  }

  /** Address to seconds, from lines {@code add banned ADDRESS timeout SECONDS}. */
  private static Map<String, Long> saved(Path file) throws IOException {
    Map<String, Long> bans = new HashMap<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines
          .map(line -> line.split(" ", -1))
          .filter(words -> words[0].equals("add"))
          .forEach(words -> bans.put(words[2], Long.parseLong(words[4])));
    }
    return bans;
  }

  /** nft's listing of a set: address to remaining seconds; 0 for permanent. */
  private static Map<String, Long> enforced(String set) {
    String json = guarded.lab().onHost("nft", "-j", "list", "set", "inet", "portsnare", set).out();
    String filter =
        "[.nftables[].set? | select(.) | .elem[]? | (.elem? // .) | if type == \"object\""
            + " then \"\\(.val) \\(.expires // 0)\" else \"\\(.) 0\" end] | .[]";
    Map<String, Long> bans = new HashMap<>();
    Command.pipe(json, "jq", "-r", filter)
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(words -> bans.put(words[0], Long.parseLong(words[1])));
    return bans;
  }

  @Test
  void fullSetOfTheRecipe() throws IOException {
    Path file = recipe();
    Map<String, Long> saved = saved(file);
    assertThat(saved).hasSize(RECIPE);

    String dry = done("import", file.toString(), "--dry-run");
    assertThat(dry)
        .isEqualTo(
            "would import "
                + file
                + " (ipset): 65,536 new, 0 prolonged, 0 unchanged, 0 exempt, 0 bad\n");
    assertThat(guarded.banned()).isEmpty();

    long begun = System.nanoTime();
    assertThat(done("import", file.toString()))
        .isEqualTo(
            "imported "
                + file
                + " (ipset): 65,536 new, 0 prolonged, 0 unchanged, 0 exempt, 0 bad\n");
    Map<String, Long> enforced = enforced("banned4");
    long tookSeconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;

    assertThat(enforced.keySet()).isEqualTo(saved.keySet());
    enforced.forEach(
        (address, left) -> {
          long was = saved.get(address);
          if (was == 0) assertThat(left).as(address).isZero();
          else assertThat(left).as(address).isBetween(was - tookSeconds - 1, was);
        });
    assertThat(guarded.banned()).hasSize(RECIPE);
    assertThat(explain(address(1_000)))
        .contains("is banned", "until        for ever", "imported: " + file + ", set banned");
    // A restart keeps them: the ledger has the same ends.
    assertThat(guarded.stop().exit()).isZero();
    assertThat(guarded.portsnare("down").exit()).isZero();
    guarded.start();
    assertThat(enforced("banned4").keySet()).isEqualTo(saved.keySet());
  }

  @Test
  void laterEndWins() throws IOException {
    done("ban", "203.0.113.1", "203.0.113.2", "--for", "10h");
    done("ban", "203.0.113.3", "--for", "never");
    Path file =
        file(
            "some.ipset",
            """
            create banned hash:ip family inet timeout 60
            add banned 203.0.113.1 timeout 60
            add banned 203.0.113.2 timeout 864000
            add banned 203.0.113.3 timeout 864000
            add banned 203.0.113.4 timeout 0
            add banned 203.0.113.4 timeout 60
            """);
    assertThat(done("import", file.toString()))
        .endsWith(": 1 new, 1 prolonged, 3 unchanged, 0 exempt, 0 bad\n");
    Map<String, Long> enforced = enforced("banned4");
    assertThat(enforced.get("203.0.113.1")).isBetween(35_900L, 36_000L);
    assertThat(enforced.get("203.0.113.2")).isBetween(863_900L, 864_000L);
    assertThat(enforced.get("203.0.113.3")).isZero();
    assertThat(enforced.get("203.0.113.4")).isZero();
    // The command still reports the earlier ban.
    assertThat(explain("203.0.113.2"))
        .contains("imported: " + file + ", set banned", "replaced", "banned by hand", "confirmed");

    // Importing the same source again prolongs its own bans.
    Files.writeString(file, Files.readString(file).replace("864000", "900000"));
    assertThat(done("import", file.toString()))
        .endsWith(": 0 new, 1 prolonged, 4 unchanged, 0 exempt, 0 bad\n");
    assertThat(enforced("banned4").get("203.0.113.2")).isBetween(899_900L, 900_000L);
    assertThat(explain("203.0.113.2")).containsOnlyOnce("set banned").contains("10d 9h left");
  }

  @Test
  void networksAndIpv6FromAList() throws IOException {
    Path file =
        file("list.txt", "203.0.113.0/26\n2001:db8:5::/48 # c\n2001:db8:6::1\n203.0.113.200\n");
    assertThat(done("import", file.toString(), "--expire", "2h", "--reason", "old host"))
        .endsWith("(list): 4 new, 0 prolonged, 0 unchanged, 0 exempt, 0 bad\n");
    assertThat(guarded.banned())
        .containsExactlyInAnyOrder(
            "203.0.113.0/26", "2001:db8:5::/48", "2001:db8:6::1", "203.0.113.200");
    assertThat(explain("203.0.113.5"))
        .contains("203.0.113.5 is banned", "imported: old host\n", "1h 59m left", "probable");
    assertThat(explain("2001:db8:5:1::1")).contains("is banned");
    try (Probe probe = new Probe(guarded.lab())) {
      assertThat(probe.ping("203.0.113.5", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
      assertThat(probe.ping("203.0.113.200", HOST4)).isEqualTo(Scanner.Answer.SILENCE);
      assertThat(probe.ping("203.0.113.100", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    }
  }

  @Test
  void badLinesRefuseTheWholeFile() throws IOException {
    Path file =
        file("list.txt", "203.0.113.1\nexample.org\n010.1.1.1\n203.0.113.1/24\n" + HOST4 + "\n");
    String[] bad = {
      "line 2: 'example.org' is not an IPv4 or IPv6 address or prefix",
      "line 3: '010.1.1.1' has a number with a leading zero, which some programs read as octal;"
          + " leave it out",
      "line 4: '203.0.113.1/24' has bits set after the prefix; did you mean 203.0.113.0/24?",
      "portsnare: import "
          + file
          + ": nothing was imported, because of bad entries: 3; --skip-bad imports the rest",
    };
    for (String dry : new String[] {"--dry-run", "--reason=x"}) {
      Lab.Result refused = guarded.portsnare("import", file.toString(), dry);
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err().lines()).hasSize(4);
      assertThat(refused.err()).contains(bad);
      assertThat(guarded.banned()).isEmpty();
    }
    Lab.Result rest = guarded.portsnare("import", file.toString(), "--skip-bad");
    assertThat(rest.exit()).isZero();
    assertThat(rest.err()).contains(bad[0], bad[1], bad[2]);
    assertThat(rest.out())
        .contains("1 new, 0 prolonged, 0 unchanged, 1 exempt, 3 bad\n")
        .contains("exempt, not banned: " + HOST4 + " (own address on ");
    assertThat(guarded.banned()).containsExactly("203.0.113.1");
  }

  /** A list like FireHOL's level 1. Its private networks hold this host. */
  @Test
  void whatTouchesAnExemptionIsLeftOut() throws IOException {
    Path file = file("level1.netset", "# c\n127.0.0.0/8\n0.0.0.0/1\n203.0.113.0/26\n224.0.0.0/3\n");
    assertThat(done("import", file.toString()))
        .contains(": 1 new, 0 prolonged, 0 unchanged, 3 exempt, 0 bad\n")
        .contains("exempt, not banned: 127.0.0.0/8 (loopback)\n")
        .contains("exempt, not banned: 0.0.0.0/1 (", "exempt, not banned: 224.0.0.0/3 (");
    assertThat(guarded.banned()).containsExactly("203.0.113.0/26");
    done("unban", "203.0.113.0/26");

    Lab.Result strict = guarded.portsnare("import", file.toString(), "--strict");
    assertThat(strict.exit()).isEqualTo(1);
    assertThat(strict.err().lines()).hasSize(4);
    assertThat(strict.err())
        .contains("line 2: 127.0.0.0/8 (loopback)\n")
        .endsWith(
            "portsnare: import "
                + file
                + ": nothing was imported, because of entries that touch an exemption: 3;"
                + " without --strict they are left out\n");
    assertThat(guarded.banned()).isEmpty();
  }

  @Test
  void verboseListsEachEntry() throws IOException {
    done("ban", "203.0.113.1", "203.0.113.2", "--for", "never");
    Path file =
        file(
            "decisions.csv",
            """
            id,source,ip,reason,action,expiration,simulated
            1,cscli,Ip:203.0.113.1,"a
            b",ban,1h,false
            2,cscli,Ip:203.0.113.3,s,captcha,1h,false
            3,cscli,Range:203.0.113.64/28,s,ban,1h,false
            4,cscli,Ip:127.0.0.1,s,ban,1h,false
            5,cscli,Ip:nobody,s,ban,1h,false
            """);
    Lab.Result dry =
        guarded.portsnare("import", file.toString(), "--dry-run", "--verbose", "--skip-bad");
    assertThat(dry.exit()).as(dry.err()).isZero();
    List<String> lines = dry.out().lines().toList();
    assertThat(lines.subList(0, 3))
        .containsExactly(
            "line 2: 203.0.113.1 unchanged, for ever",
            "line 4: left out: of type 'captcha'",
            lines.get(2));
    assertThat(lines.get(2)).startsWith("line 5: 203.0.113.64/28 new, until 20");
    assertThat(lines.get(3)).isEqualTo("line 6: 127.0.0.1 exempt: 127.0.0.0/8, loopback");
    assertThat(lines.get(4)).startsWith("line 7: bad: 'nobody' is not an IPv4");
    assertThat(lines.get(5)).startsWith("would import " + file + " (crowdsec): 1 new, ");
    assertThat(guarded.banned()).containsExactlyInAnyOrder("203.0.113.1", "203.0.113.2");
  }

  @Test
  void setOfNftablesKeepsWhatIsLeft() throws IOException {
    Lab.Result made =
        guarded
            .lab()
            .onHostWithInput(
                """
                table ip other {
                  set bad { type ipv4_addr; flags interval, timeout; }
                }
                add element ip other bad { 203.0.113.1 timeout 1h, 203.0.113.8-203.0.113.11 }
                """,
                "nft",
                "-f",
                "-");
    assertThat(made.exit()).as(made.err()).isZero();
    String listed = guarded.lab().onHost("nft", "list", "set", "ip", "other", "bad").out();
    guarded.lab().onHost("nft", "delete", "table", "ip", "other");
    Lab.Result result = guarded.portsnareWithInput(listed, "import", "-");
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(guarded.banned()).containsExactlyInAnyOrder("203.0.113.1", "203.0.113.8/30");
    assertThat(explain("203.0.113.1")).contains("59m", "imported: standard input, set bad");
    assertThat(explain("203.0.113.9")).contains("for ever");
  }

  /** The command ends in time with one sentence, for every kind of endless input. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatHasNoEndIsRefused() throws IOException {
    Path fifo = guarded.directory().resolve("fifo");
    assertThat(guarded.lab().onHost("mkfifo", fifo.toString()).exit()).isZero();
    assertFails(
        guarded.portsnare("import", fifo.toString()),
        1,
        "portsnare: import " + fifo + ": it is a FIFO, not a file; a pipe is read with: import -");
    Files.delete(fifo);
    for (String device : new String[] {"/dev/zero", "/dev/urandom", "/dev/tty"}) {
      assertFails(
          guarded.portsnare("import", device),
          1,
          "portsnare: import "
              + device
              + ": it is a device, not a file; a pipe is read with: import -");
    }
    assertFails(
        guarded.portsnare("import", guarded.directory().toString()),
        1,
        "portsnare: import "
            + guarded.directory()
            + ": it is a directory, not a file; a pipe is read with: import -");
  }

  @Test
  void standardInputAndAnExportAreRead() throws IOException {
    done("ban", "203.0.113.1", "--for", "5h");
    done("ban", "203.0.113.2", "--for", "never", "--reason", "a, \"b\"");
    for (String format : new String[] {"json", "csv", "plain"}) {
      String export = done("export", "--format", format);
      done("unban", "203.0.113.1", "203.0.113.2");
      Lab.Result result = guarded.portsnareWithInput(export, "import", "-");
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out()).contains("imported standard input (", "): 2 new, ");
      assertThat(guarded.banned()).containsExactlyInAnyOrder("203.0.113.1", "203.0.113.2");
      if (format.equals("plain")) continue;
      assertThat(explain("203.0.113.1")).contains("4h 59m left", "imported: standard input, ");
      assertThat(explain("203.0.113.2")).contains("for ever");
    }
  }

  @Test
  void databaseOfFail2ban() throws IOException {
    Path directory = Files.createDirectory(guarded.directory().resolve("fail2ban"));
    Fail2ban fail2ban = Fail2ban.start(guarded.lab(), directory);
    try {
      fail2ban.client("set", "trap", "banip", "203.0.113.1", GATEWAY4, "2001:db8:7::1");
      fail2ban.client("set", "permanent", "banip", "203.0.113.2");
      fail2ban.client("set", "short", "banip", "203.0.113.3");
      fail2ban.client("set", "trap", "banip", "203.0.113.4");
      fail2ban.client("set", "trap", "unbanip", "203.0.113.4");
      Await.until(
          "fail2ban's database has all",
          Duration.ofSeconds(10),
          () -> fail2ban.query("SELECT count(*) FROM bips").equals("5"));
      Await.until(
          "the short ban is over",
          Duration.ofSeconds(10),
          () ->
              fail2ban
                  .query(
                      "SELECT count(*) FROM bips WHERE timeofban + 1 < unixepoch() AND"
                          + " jail = 'short'")
                  .equals("1"));
      // fail2ban runs while the command reads its database.
      Lab.Result result = guarded.portsnare("import", fail2ban.database().toString());
      assertThat(result.exit()).as(result.err()).isZero();
      assertThat(result.out())
          .contains("(fail2ban): 3 new, 0 prolonged, 0 unchanged, 1 exempt, 0 bad\n")
          .contains(
              "left out: 1 ended already\n", "exempt, not banned: " + GATEWAY4 + " (gateway)");
      assertThat(guarded.banned())
          .containsExactlyInAnyOrder("203.0.113.1", "203.0.113.2", "2001:db8:7::1");
      assertThat(explain("203.0.113.1"))
          .contains("9d 23h left", "imported: " + fail2ban.database() + ", jail trap");
      assertThat(explain("203.0.113.2")).contains("for ever", "jail permanent");
    } finally {
      fail2ban.close();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }

  @Test
  void oneClearSentenceForEachError() throws IOException {
    assertFails(
        guarded.portsnare("import", "/nonexistent"),
        1,
        "portsnare: import /nonexistent: no such file, or permission denied");
    Path two =
        file("two", "create a hash:ip\nadd a 203.0.113.1\ncreate b hash:ip\nadd b 203.0.113.2\n");
    assertFails(
        guarded.portsnare("import", two.toString()),
        1,
        "portsnare: import "
            + two
            + ": it has several sets of addresses: a (hash:ip, 1 element), b (hash:ip, 1"
            + " element); choose with --set NAME");
    assertThat(done("import", two.toString(), "--set", "b"))
        .contains("(ipset): 1 new, ", "left out: 1 in set a\n");
    assertFails(
        guarded.portsnare("import", two.toString(), "--expire", "soon"),
        2,
        "portsnare: --expire: 'soon' is not a duration such as 30s, 10m, 12h, 10d or never");
    assertFails(
        guarded.portsnare("import", two.toString(), "--format", "fail2ban"),
        1,
        "portsnare: import "
            + two
            + ": SQLite says: [SQLITE_NOTADB] File opened that is not a database file (file is not"
            + " a database)");
    assertThat(guarded.portsnare("import", two.toString(), "--format", "no").exit()).isEqualTo(2);
  }

  /** The set is full in the middle of the list, when half of it is in the kernel. */
  @Test
  void fullSetRefusesAllOfALongList() throws IOException {
    try (Guarded small = Guarded.start("[ban]\nmax = 9000\n")) {
      assertThat(small.portsnare("ban", address(3), "--reason", "before").exit()).isZero();
      StringBuilder list = new StringBuilder("11.200.0.0/16\n");
      for (int i = 1; i <= 9_001; i++) list.append(address(i)).append('\n');
      Lab.Result result = small.portsnareWithInput(list.toString(), "import", "-");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.err()).contains("banned4", "9000 bans; raise ban.max");
      assertThat(result.err().lines()).hasSize(1);
      assertThat(small.banned()).containsExactly(address(3));
      assertThat(small.portsnare("explain", address(3)).out()).contains("banned by hand: before");
      assertThat(small.client().status().bans().inKernel()).isEqualTo(1);
      String networks =
          small.lab().onHost("nft", "list", "set", "inet", "portsnare", "networks4").out();
      assertThat(networks).contains("set networks4").doesNotContain("11.200");
      small.kill();
    }
  }

  @Test
  void noDaemonRuns() throws IOException {
    try (Guarded none = Guarded.prepare("")) {
      Lab.Result result = none.portsnareWithInput("203.0.113.1\n", "import", "-");
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.err()).startsWith("portsnare: no daemon runs").hasLineCount(1);
    }
  }
}
