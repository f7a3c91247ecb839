package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.cli.HostUsers.ALICE;
import static org.portsnare.cli.HostUsers.MALLORY;
import static org.portsnare.testing.Lab.HOST4;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** Members of the group portsnare may read, only root may change, and the log names the caller. */
final class AccessEndToEndIT {
  private final Guarded guarded = Guarded.prepare("");
  private HostUsers users;

  @AfterEach
  void stop() throws IOException {
    guarded.close();
    if (users != null) users.close();
  }

  private void start(boolean withGroup) {
    users = HostUsers.make(guarded, withGroup);
    guarded.start();
  }

  private static void assertDone(Lab.Result result) {
    assertThat(result.exit()).as(result.err()).isZero();
  }

  private String permissions(String file) {
    Lab.Result result =
        guarded
            .lab()
            .onHost("stat", "-c", "%A %U %G", guarded.directory().resolve(file).toString());
    return result.out().strip();
  }

  @Test
  void memberOfTheGroupReads() {
    start(true);
    assertThat(permissions("run/control.sock")).isEqualTo("srw-rw---- root portsnare");
    assertThat(permissions("run")).isEqualTo("drwxr-x--- root portsnare");
    try (Probe probe = new Probe(guarded.lab())) {
      probe.syn("203.0.113.7", HOST4, 23);
      guarded.awaitBanned("203.0.113.7");
    }
    Lab.Result list = users.portsnare(ALICE, "", "list", "--format", "plain");
    assertDone(list);
    assertThat(list.out()).isEqualTo("203.0.113.7\n");
    assertDone(users.portsnare(ALICE, "", "status"));
    assertDone(users.portsnare(ALICE, "", "explain", "203.0.113.7"));
    Lab.Result dry = users.portsnare(ALICE, "203.0.113.8\n", "import", "--dry-run", "-");
    assertDone(dry);
    assertThat(guarded.banned()).containsExactly("203.0.113.7");
    assertThat(guarded.log()).doesNotContain("control");
  }

  @Test
  void memberOfTheGroupChangesNothing() {
    start(true);
    String refusal =
        "portsnare: only root may change something here; alice (uid 64001) may only read\n";
    String many =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "2001:db8::" + Integer.toHexString(i >> 16) + ":" + (i & 0xfff))
            .collect(Collectors.joining("\n"));
    for (List<String> command :
        List.of(
            List.of("ban", "203.0.113.50"),
            List.of("ban", "-"),
            List.of("unban", "203.0.113.50"),
            List.of("allow", "203.0.113.50"),
            List.of("reload"),
            List.of("stop"),
            List.of("down"))) {
      Lab.Result result = users.portsnare(ALICE, many, command.toArray(String[]::new));
      assertThat(result.err()).as("%s", command).isEqualTo(refusal);
      assertThat(result.exit()).isEqualTo(1);
    }
    assertThat(guarded.banned()).isEmpty();
    assertThat(guarded.log())
        .contains("control refused by=alice uid=64001 request=\"POST /v1/bans\" done=false")
        .contains("control refused by=alice uid=64001 request=\"POST /v1/down\" done=false");
  }

  @Test
  void whoIsNotInTheGroupIsKeptOut() {
    start(true);
    Lab.Result result = users.portsnare(MALLORY, "", "status");
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err())
        .contains("cannot reach the daemon", "Permission denied", "or in the group portsnare?")
        .hasLineCount(1);
  }

  @Test
  void rootChangesAndTheLogSaysSo() {
    start(true);
    assertDone(guarded.portsnare("ban", "203.0.113.50"));
    assertDone(guarded.portsnare("unban", "203.0.113.50"));
    assertDone(guarded.portsnare("reload"));
    assertThat(guarded.portsnare("unban", "203.0.113.50").exit()).isEqualTo(1);
    String by = "control by=root uid=0 request=";
    assertThat(guarded.log())
        .contains(by + "\"POST /v1/bans\" done=true said=\"banned 203.0.113.50 until ")
        .contains(by + "\"DELETE /v1/bans\" done=true said=\"unbanned 203.0.113.50\"")
        .contains(by + "\"POST /v1/reload\" done=true")
        .contains(by + "\"DELETE /v1/bans\" done=false said=\"203.0.113.50 is not banned\"");
    assertDone(guarded.stop());
    assertThat(guarded.log()).contains(by + "\"POST /v1/stop\" done=true");
  }

  @Test
  void readersLeaveConnectionsForRoot() throws Exception {
    start(true);
    String watchers =
        """
        import socket, sys, time
        kept = []
        for i in range(100):
            one = socket.socket(socket.AF_UNIX)
            kept.append(one)
            try:
                one.connect(sys.argv[1])
                one.send(b"GET /v1/hits HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
            except OSError:
                pass
            time.sleep(0.01)
        print("ready", flush=True)
        time.sleep(60)
        """;
    Path socket = guarded.directory().resolve("run/control.sock");
    Process many = users.start(ALICE, "/usr/bin/python3", "-c", watchers, socket.toString());
    try (BufferedReader out = many.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      assertDone(guarded.portsnare("allow", "203.0.113.50"));
      assertDone(guarded.portsnare("status"));
    } finally {
      many.destroyForcibly().waitFor();
    }
  }

  /** Earlier, 44 readers of 40,000 bans took 190 MB of memory, and root's command took 10 s. */
  @Test
  void aCrowdOfReadersTakesLittle() throws Exception {
    start(true);
    guarded.ban(IntStream.range(0, 40_000).mapToObj(i -> "20.0." + i / 250 + "." + i % 250));
    assertDone(users.portsnare(ALICE, "", "list", "--format", "json"));
    String crowd =
        """
        import socket, sys, threading
        def read():
            for i in range(2):
                one = socket.socket(socket.AF_UNIX)
                one.connect(sys.argv[1])
                one.send(b"GET /v1/bans HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n")
                size = 0
                while True:
                    some = one.recv(65536)
                    if not some: break
                    size += len(some)
                one.close()
                whole.append(size > 4000000)
        whole = []
        readers = [threading.Thread(target=read) for i in range(44)]
        for reader in readers: reader.start()
        print("ready", flush=True)
        for reader in readers: reader.join()
        print(whole.count(True), flush=True)
        """;
    long before = peakKilobytes();
    Path socket = guarded.directory().resolve("run/control.sock");
    Process many = users.start(ALICE, "/usr/bin/python3", "-c", crowd, socket.toString());
    try (BufferedReader out = many.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      assertDone(guarded.portsnare("unban", "20.0.1.1"));
      assertThat(many.isAlive()).as("they still read").isTrue();
      assertThat(out.readLine()).isEqualTo("88");
    } finally {
      many.destroyForcibly().waitFor();
    }
    assertThat(peakKilobytes() - before).isLessThan(64 * 1024);
  }

  private long peakKilobytes() throws IOException {
    Path status = Path.of("/proc/" + guarded.process().pid() + "/status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"address=%ff%fe", "address=%zz", "address=%c0%af", "address=%"})
  void aQueryThatIsNoTextIsABadRequest(String query) {
    start(false);
    Lab.Result answer =
        guarded
            .lab()
            .onHost(
                "curl",
                "--silent",
                "--write-out",
                "%{http_code}",
                "--unix-socket",
                guarded.directory().resolve("run/control.sock").toString(),
                "http://localhost/v1/explain?" + query);
    assertThat(answer.out()).endsWith("400").doesNotContain("Exception");
  }

  /** Earlier, thirty dry imports of 4 MiB each used all memory and ended the daemon. */
  @Test
  void readersDryImportsComeOneByOne() throws Exception {
    start(true);
    String slow =
        """
        import socket, sys, time
        one = socket.socket(socket.AF_UNIX)
        one.connect(sys.argv[1])
        one.send(b"POST /v1/import?dry=true HTTP/1.1\\r\\nHost: localhost\\r\\n")
        one.send(b"Content-Length: 99\\r\\n\\r\\n203.0.113.8 -\\n")
        time.sleep(60)
        """;
    Path socket = guarded.directory().resolve("run/control.sock");
    Process other = users.start(ALICE, "/usr/bin/python3", "-c", slow, socket.toString());
    try {
      Await.until(
          "alice is told to wait",
          Duration.ofSeconds(10),
          () -> dryImport(ALICE).err().contains("another dry import is under way; try again"));
      assertDone(guarded.portsnareWithInput("203.0.113.8\n", "import", "--dry-run", "-"));
    } finally {
      other.destroyForcibly().waitFor();
    }
    Await.until("it is her turn", Duration.ofSeconds(10), () -> dryImport(ALICE).exit() == 0);
  }

  private Lab.Result dryImport(int uid) {
    return users.portsnare(uid, "203.0.113.8\n", "import", "--dry-run", "-");
  }

  /** The daemon asks no user directory: a directory in the network could take minutes. */
  @Test
  void userOfTheName0IsNotRootAndRootIs() throws IOException {
    users = HostUsers.make(guarded, true);
    users.addReader("0", 64_003);
    guarded.start();
    Lab.Result other = users.portsnare(64_003, "", "ban", "203.0.113.50");
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.err()).contains("0 (uid 64003) may only read");
    assertDone(guarded.portsnare("ban", "203.0.113.50"));
    assertThat(guarded.log())
        .contains("control refused by=0 uid=64003 request=\"POST /v1/bans\" done=false")
        .contains("control by=root uid=0 request=\"POST /v1/bans\" done=true");
  }

  @Test
  void withoutTheGroupTheSocketIsRootsAlone() {
    start(false);
    assertThat(permissions("run/control.sock")).isEqualTo("srw------- root root");
    assertThat(permissions("run")).isEqualTo("drwx------ root root");
    assertThat(users.portsnare(ALICE, "", "status").exit()).isEqualTo(1);
  }
}
