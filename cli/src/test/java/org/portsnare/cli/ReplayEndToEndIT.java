package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;
import org.portsnare.view.ReplayView;
import org.portsnare.view.ReplaysView;
import org.portsnare.view.Views;

/** A real capture of real scans, replayed through the rules. */
final class ReplayEndToEndIT {
  private static final String CONFIGURATION =
      "[traps]\nclosed-ports = 4\n[allow]\naddresses = [\"203.0.113.5\"]\n";

  private static Guarded guarded;
  private static Path capture;

  @BeforeAll
  static void takeCapture() throws Exception {
    guarded = Guarded.start(CONFIGURATION);
    capture = guarded.directory().resolve("capture.pcap");
    Process tcpdump =
        guarded
            .lab()
            .hostProcess(
                "tcpdump",
                "-Z",
                "root",
                "-U",
                "--immediate-mode",
                "-i",
                "wan",
                "-w",
                capture.toString())
            .redirectErrorStream(true)
            .redirectOutput(guarded.directory().resolve("tcpdump.out").toFile())
            .start();
    Await.until("tcpdump listens", Duration.ofSeconds(10), () -> Files.exists(capture));
    try (Probe probe = new Probe(guarded.lab());
        Service service = Service.on(guarded.lab(), 8080)) {
      assertThat(service).isNotNull();
      nmap("203.0.113.1", HOST4, "-sS", "445");
      nmap("203.0.113.2", HOST4, "-sN", "80");
      // This sender completes its handshake with the trap.
      probe.tcp("203.0.113.3", HOST4, 23);
      for (int port = 1001; port <= 1004; port++) probe.tcp("203.0.113.4", HOST4, port);
      // Exempt.
      nmap("203.0.113.5", HOST4, "-sS", "3306");
      // Innocent: a service, and three closed ports.
      probe.tcp("203.0.113.6", HOST4, 8080);
      for (int port = 1001; port <= 1003; port++) probe.tcp("203.0.113.6", HOST4, port);
      nmap("2001:db8:bad:7::5", HOST6, "-sS", "3389");
    }
    awaitQuiet();
    tcpdump.destroy();
    tcpdump.waitFor();
    // The replay must not depend on anything that still runs.
    guarded.kill();
  }

  @AfterAll
  static void stop() {
    guarded.close();
  }

  private static void nmap(String from, String to, String how, String port) {
    String family = to.indexOf(':') < 0 ? "-4" : "-6";
    guarded
        .lab()
        .inWorld("nmap", family, "-n", "-Pn", how, "-p", port, "-S", from, "-e", "eth0", to);
  }

  private static void awaitQuiet() throws IOException {
    long[] size = {-1};
    Await.until(
        "the capture is written",
        Duration.ofSeconds(10),
        () -> {
          long before = size[0];
          size[0] = capture.toFile().length();
          return before == size[0];
        });
  }

  private static ReplayView replay(Path file, String... more) {
    String[] words = new String[more.length + 6];
    System.arraycopy(
        new String[] {"replay", file.toString(), "--format", "json", "--own", HOST4},
        0,
        words,
        0,
        6);
    System.arraycopy(more, 0, words, 6, more.length);
    Lab.Result result = guarded.portsnare(words);
    assertThat(result.exit()).as(result.err()).isZero();
    return Views.REPLAY.fromJson(result.out());
  }

  private static List<String> lines(List<ReplayView.Sender> senders) {
    return senders.stream()
        .map(s -> s.address() + " " + s.trigger() + " " + s.evidence() + " " + s.port())
        .toList();
  }

  @Test
  void theKernelsVerdictIsTheSameAsItWasAndTwiceTheSame() {
    ReplayView first = replay(capture, "--own", HOST6);
    assertThat(lines(first.banned()))
        .containsExactly(
            "203.0.113.1 syn probable 445",
            "203.0.113.2 stealth probable 80",
            "203.0.113.3 syn confirmed 23",
            "203.0.113.4 closed probable 1004",
            "2001:db8:bad:7::/64 syn probable 3389");
    assertThat(lines(first.exempt())).containsExactly("203.0.113.5 syn probable 3306");
    assertThat(first.exempt().getFirst().reason()).isEqualTo("allow.addresses");
    assertThat(first.capture().services()).containsExactly(8080);
    assertThat(first.banned()).allMatch(sender -> sender.packet() > 0);
    assertThat(first.banned())
        .extracting(ReplayView.Sender::nth)
        .containsExactly(1L, 1L, 1L, 4L, 1L);
    assertThat(first.senders()).isEqualTo(new ReplayView.Tally(6, 4, 3, 0, 1, 1, 1, 0));
    assertThat(first.missed())
        .containsExactly(new ReplayView.Missed("203.0.113.6", 4, List.of(1001, 1002, 1003, 8080)));
    ReplayView second = replay(capture, "--own", HOST6);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void thePacketIsTheOneInTheCapture() {
    ReplayView.Sender first = replay(capture).banned().getFirst();
    long number = first.packet();
    Lab.Result tcpdump =
        guarded.lab().onHost("tcpdump", "-n", "-tt", "-r", capture.toString(), "ip or ip6");
    String line = tcpdump.out().lines().toList().get((int) number - 1);
    assertThat(line).contains("203.0.113.1.").contains(" > 198.51.100.1.445: Flags [S]");
    Instant time = Objects.requireNonNull(first.time());
    assertThat(line).startsWith(time.getEpochSecond() + ".%06d ".formatted(time.getNano() / 1000));
  }

  @Test
  void ownAddressesAreFoundAndAnotherConfigurationGivesOtherVerdicts() {
    Lab.Result text = guarded.portsnare("replay", capture.toString());
    assertThat(text.out())
        .contains("own addresses  198.51.100.1, 2001:db8:1::1")
        .contains("5 would have been banned")
        .contains("1 would have been exempt");
    guarded.configure("observe = true\n[traps]\ntcp = [445]\nstealth = false\n");
    try {
      ReplayView view = replay(capture);
      // A replay tells which senders would be banned, even if the file bans nobody yet.
      assertThat(lines(view.banned())).containsExactly("203.0.113.1 syn probable 445");
      assertThat(view.observed()).isEmpty();
    } finally {
      guarded.configure(CONFIGURATION);
    }
  }

  private static Path ours(String name) throws Exception {
    return Path.of(Objects.requireNonNull(ReplayEndToEndIT.class.getResource(name)).toURI());
  }

  @Test
  void whoIsScannedIsTheHostThoughItNeverAnswers() throws Exception {
    // The scanner has an address of this machine, but in a foreign capture that exempts nobody.
    Lab.Result text = guarded.portsnare("replay", ours("oneway-scan.pcap").toString());
    assertThat(text.out())
        .contains("own addresses  203.0.113.7")
        .contains("1 would have been banned")
        .contains("0 would have been exempt")
        .contains(HOST4);
  }

  @Test
  void loopbackIsToldOfAndNotFed() throws Exception {
    String loopback = ours("loopback6.pcap").toString();
    Lab.Result text = guarded.portsnare("replay", loopback);
    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("own addresses  none")
        .contains("fed            0, ")
        .contains("3 packets to or from loopback addresses");
    Lab.Result named = guarded.portsnare("replay", loopback, "--own", "::1");
    assertThat(named.exit()).isEqualTo(2);
    assertThat(named.err()).hasLineCount(1).contains("no host has ::1 on a wire");
  }

  @Test
  void tunnelsAreNamedInTheReport() throws Exception {
    // Changes the first packet of the scan to GRE: byte 9 of its IPv4 header.
    byte[] scan = Files.readAllBytes(ours("oneway-scan.pcap"));
    scan[24 + 16 + 14 + 9] = 47;
    Path file = Files.write(guarded.directory().resolve("gre.pcap"), scan);
    Lab.Result text = guarded.portsnare("replay", file.toString());
    assertThat(text.out()).contains("not looked at  what these packets carry inside: 1 GRE");
    Lab.Result table = guarded.portsnare("replay", file.toString(), file.toString());
    assertThat(table.out()).contains(file + ": not looked at: what these").contains("1 GRE");
  }

  @Test
  void ofSeveralCapturesThereIsATable() throws Exception {
    String scan = ours("oneway-scan.pcap").toString();
    Lab.Result text = guarded.portsnare("replay", capture.toString(), scan);
    assertThat(text.exit()).isZero();
    List<String[]> rows = text.out().lines().map(line -> line.split(" {2,}", -1)).toList();
    assertThat(rows).hasSize(4);
    assertThat(rows.get(0))
        .containsExactly(
            "FILE", "PACKETS", "SENDERS", "CAUGHT", "FIRST", "SECOND", "LATER", "EXEMPT", "MISSED",
            "HOST");
    assertThat(rows.get(1)).startsWith(capture.toString()).endsWith(HOST4 + ", " + HOST6);
    assertThat(List.of(rows.get(1)).subList(2, 9))
        .containsExactly("6", "4", "3", "0", "1", "1", "1");
    assertThat(rows.get(2))
        .containsExactly(scan, "149", "1", "1", "0", "0", "1", "0", "0", "203.0.113.7");
    assertThat(List.of(rows.get(3)).subList(2, 9))
        .containsExactly("7", "5", "3", "0", "2", "1", "1");
    assertThat(rows.get(3)).startsWith("total");
  }

  /** {@code make corpus}: of a folder with two captures, with a single one, and with none. */
  @Test
  void aFolderOfCapturesHasALineForEachAndASum() throws Exception {
    Path folder = Files.createDirectory(guarded.directory().resolve("captures"));
    Path scan = Files.copy(ours("oneway-scan.pcap"), folder.resolve("scan.pcap"));
    String tool = ManualTest.SOURCES.resolve("tools/corpus").toString();
    Lab.Result one = guarded.lab().onHost(tool, folder.toString());
    assertThat(one.exit()).as(one.err()).isZero();
    String caughtAtFirst = scan + "\t1\t1\t1\t0\t0\t0\t0";
    assertThat(one.out().lines()).contains(caughtAtFirst);
    assertThat(one.out()).contains("1 captures, 149 packets, 1 senders of SYNs: 1 caught");
    Files.copy(capture, folder.resolve("more.pcap"));
    Lab.Result two = guarded.lab().onHost(tool, folder.toString());
    assertThat(two.out().lines()).contains(caughtAtFirst).hasSize(4);
    assertThat(two.out()).contains("2 captures, ", ", 7 senders of SYNs: ");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Lab.Result none = guarded.lab().onHost(tool, empty.toString());
    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).hasLineCount(1).contains("no capture").contains(empty.toString());
  }

  /**
   * What p0f has printed is as good as a capture for the question who is caught by the first SYN.
   */
  @Test
  void whatP0fPrintedIsMadeACapture() throws Exception {
    Path printed = guarded.directory().resolve("p0f.txt");
    Files.writeString(
        printed,
        """
        .-[ 203.0.113.41/22781 -> 198.51.100.9/5358 (syn) ]-
        |
        | client   = 203.0.113.41/22781
        | os       = Linux 2.2.x-3.x (barebone)
        .-[ 203.0.113.41/22781 -> 198.51.100.9/5358 (uptime) ]-
        .-[ 203.0.113.42/40000 -> 198.51.100.9/22 (syn) ]-
        """
            .replace("198.51.100.9", HOST4));
    Path made = guarded.directory().resolve("p0f.pcap");
    String tool = ManualTest.SOURCES.resolve("tools/p0f-syns").toString();
    Lab.Result result = guarded.lab().onHost("sh", "-c", tool + " " + printed + " > " + made);
    assertThat(result.exit()).as(result.err()).isZero();
    String seen = guarded.lab().onHost("tcpdump", "-nvr", made.toString()).out();
    assertThat(seen)
        .contains("203.0.113.41.22781 > " + HOST4 + ".5358: Flags [S]")
        .contains("203.0.113.42.40000 > " + HOST4 + ".22: Flags [S]")
        .doesNotContain("incorrect", "bad cksum");
    ReplayView wide = replay(made, "--as", "wide");
    assertThat(wide.senders()).isEqualTo(new ReplayView.Tally(2, 1, 1, 0, 0, 0, 1, 0));
  }

  @Test
  void ofSeveralCapturesThoseThatAreNoneAreToldOf() throws Exception {
    String scan = ours("oneway-scan.pcap").toString();
    Lab.Result result =
        guarded.portsnare("replay", "/nowhere.pcap", scan, scan, "--format", "json");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("/nowhere.pcap").contains("no such file");
    ReplaysView all = Views.REPLAYS.fromJson(result.out());
    assertThat(all.files()).hasSize(2);
    assertThat(all.packets()).isEqualTo(298);
    assertThat(all.total()).isEqualTo(new ReplayView.Tally(2, 2, 0, 0, 2, 0, 0, 0));
    assertThat(all.files().getFirst().capture().own()).containsExactly("203.0.113.7");
  }

  @Test
  void settingsAreComparedWhateverTheConfigurationSays() {
    ReplayView plain = replay(capture, "--own", HOST6, "--as", "default");
    assertThat(lines(plain.banned()))
        .containsExactly(
            "203.0.113.1 syn probable 445",
            "203.0.113.2 stealth probable 80",
            "203.0.113.3 syn confirmed 23",
            "203.0.113.5 syn probable 3306",
            "2001:db8:bad:7::/64 syn probable 3389");
    assertThat(plain.exempt()).isEmpty();
    assertThat(plain.missed())
        .extracting(ReplayView.Missed::sender)
        .containsExactly("203.0.113.4", "203.0.113.6");
    ReplayView wide = replay(capture, "--own", HOST6, "--as", "wide");
    assertThat(lines(wide.banned()))
        .contains("203.0.113.4 closed probable 1001", "203.0.113.6 closed probable 1001")
        .hasSize(7);
    assertThat(wide.missed()).isEmpty();
    assertThat(guarded.portsnare("replay", capture.toString(), "--as", "x").exit()).isEqualTo(2);
  }

  @Test
  void speedShrinksTheWindowsWithIt() {
    ReplayView fast = replay(capture, "--speed", "20");
    assertThat(fast.capture().speed()).isEqualTo(20.0);
    assertThat(lines(fast.banned())).contains("203.0.113.4 closed probable 1004");
  }

  @Test
  void pcapngIsReadAsWell() throws Exception {
    Path file = guarded.directory().resolve("capture.pcapng");
    Files.write(file, pcapng(Files.readAllBytes(capture)));
    assertThat(replay(file).banned()).isEqualTo(replay(capture).banned());
  }

  /** The same packets as pcapng: a section, an interface, and one block per packet. */
  private static byte[] pcapng(byte[] pcap) {
    ByteBuffer in = ByteBuffer.wrap(pcap).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = ByteBuffer.allocate(pcap.length * 2 + 1_000).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0x0a0d0d0a).putInt(28).putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0);
    out.putLong(-1).putInt(28);
    out.putInt(1).putInt(20).putShort((short) in.getInt(20)).putShort((short) 0).putInt(262_144);
    out.putInt(20);
    in.position(24);
    while (in.hasRemaining()) {
      long micros = in.getInt() * 1_000_000L + in.getInt();
      int length = in.getInt();
      int original = in.getInt();
      int padded = (length + 3) & ~3;
      out.putInt(6).putInt(32 + padded).putInt(0);
      out.putInt((int) (micros >>> 32)).putInt((int) micros).putInt(length).putInt(original);
      byte[] packet = new byte[padded];
      in.get(packet, 0, length);
      out.put(packet).putInt(32 + padded);
    }
    byte[] file = new byte[out.position()];
    out.flip().get(file);
    return file;
  }

  @Test
  void mistakesAreSaidInOneSentence() throws Exception {
    Path garbage = guarded.directory().resolve("garbage.pcap");
    Files.writeString(garbage, "this is no capture");
    Lab.Result result = guarded.portsnare("replay", garbage.toString());
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).startsWith("portsnare: read " + garbage).hasLineCount(1);
    assertThat(guarded.portsnare("replay", "/nowhere.pcap").err()).contains("no such file");
    assertThat(guarded.portsnare("replay", capture.toString(), "--own", "x").exit()).isEqualTo(2);
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    String before = guarded.lab().onHost("ip", "-o", "link").out();
    Process replay =
        guarded
            .lab()
            .hostProcess(
                Guarded.launcher(), "replay", capture.toString(), "-c", guarded.config().toString())
            .redirectErrorStream(true)
            .redirectOutput(guarded.directory().resolve("replay.out").toFile())
            .start();
    assertThat(replay.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(guarded.lab().onHost("ip", "-o", "link").out()).isEqualTo(before);
  }
}
