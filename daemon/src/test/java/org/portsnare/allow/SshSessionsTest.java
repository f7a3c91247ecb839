package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.ban.Prefix;
import org.portsnare.netlink.diag.InetSocket;

/** Process titles as OpenSSH 9.2 and 9.8 set them. */
final class SshSessionsTest {
  @TempDir private Path proc;

  @ParameterizedTest
  @CsvSource({
    "'sshd: root@pts/0', true",
    "'sshd: root', true",
    "'sshd: alice@notty', true",
    "'sshd-session: alice@pts/3', true",
    "'sshd-session: alice', true",
    "'/usr/sbin/sshd', false",
    "'sshd: /usr/sbin/sshd -D [listener] 1 of 10-100 startups', false",
    "'sshd: [accepted]', false",
    "'sshd: unknown [priv]', false",
    "'sshd: root [net]', false",
    "'sshd-session: root [priv]', false",
    "'sshd: ', false",
    "'nginx: worker', false",
    "'notsshd: root', false",
  })
  void onlySessionThatHasLoggedInCounts(String title, boolean counts) throws IOException {
    Path process = Files.createDirectories(proc.resolve("77/fd")).getParent();
    Files.writeString(process.resolve("cmdline"), title + "\0");
    Files.createSymbolicLink(process.resolve("fd/4"), Path.of("socket:[1234]"));
    InetSocket socket =
        new InetSocket(
            InetAddress.ofLiteral("198.51.100.1"),
            22,
            InetAddress.ofLiteral("192.0.2.9"),
            5000,
            1234);
    SshSessions sessions = new SshSessions(proc);
    assertThat(sessions.peers(() -> List.of(socket)).contains(Prefix.parse("192.0.2.9")))
        .isEqualTo(counts);
  }

  private static final InetSocket SOCKET =
      new InetSocket(
          InetAddress.ofLiteral("198.51.100.1"),
          22,
          InetAddress.ofLiteral("192.0.2.9"),
          5000,
          1234);

  private Path process(int pid, String title) throws IOException {
    Path process = Files.createDirectories(proc.resolve(pid + "/fd")).getParent();
    Files.writeString(process.resolve("cmdline"), title + "\0");
    return process;
  }

  private void lastProcess(int pid) throws IOException {
    Files.writeString(proc.resolve("loadavg"), "0.00 0.01 0.05 1/100 " + pid + "\n");
  }

  @Test
  void loginIsSeenThoughNoProcessWasMadeSinceTheLastLook() throws IOException {
    Path process = process(77, "sshd: root [priv]");
    Files.createSymbolicLink(process.resolve("fd/4"), Path.of("socket:[1234]"));
    lastProcess(77);
    SshSessions sessions = new SshSessions(proc);
    assertThat(sessions.peers(() -> List.of(SOCKET))).isEmpty();
    Files.writeString(process.resolve("cmdline"), "sshd: root@pts/0\0");
    assertThat(sessions.peers(() -> List.of(SOCKET))).containsExactly(Prefix.parse("192.0.2.9"));
  }

  @Test
  void newProcessIsFoundByItsNumber() throws IOException {
    process(75, "nginx: worker");
    lastProcess(75);
    SshSessions sessions = new SshSessions(proc);
    for (int look = 1; look <= 3; look++) {
      assertThat(sessions.peers(() -> List.of(SOCKET))).isEmpty();
    }
    lastProcess(78);
    assertThat(sessions.peers(() -> List.of(SOCKET))).isEmpty();
    // The id was assigned before; only now is its process visible.
    Path process = process(78, "sshd: root@notty");
    Files.createSymbolicLink(process.resolve("fd/4"), Path.of("socket:[1234]"));
    assertThat(sessions.peers(() -> List.of(SOCKET))).containsExactly(Prefix.parse("192.0.2.9"));
  }

  @Test
  void processBetweenTwoProgramsIsLookedAtAgainAndKernelThreadIsNot() throws IOException {
    Path between = process(7, "");
    Files.writeString(between.resolve("stat"), "7 (sh) R 1 7 7 0 -1 4194304 1 2");
    Files.createSymbolicLink(between.resolve("fd/4"), Path.of("socket:[1234]"));
    Path kernel = process(2, "");
    Files.writeString(kernel.resolve("stat"), "2 (kthreadd) S 0 0 0 0 -1 2129984 1 2");
    Files.createSymbolicLink(kernel.resolve("fd/4"), Path.of("socket:[1234]"));
    lastProcess(7);
    SshSessions sessions = new SshSessions(proc);
    assertThat(sessions.peers(() -> List.of(SOCKET))).isEmpty();
    Files.writeString(kernel.resolve("cmdline"), "sshd: root@notty\0");
    assertThat(sessions.peers(() -> List.of(SOCKET))).isEmpty();
    Files.writeString(between.resolve("cmdline"), "sshd: root@notty\0");
    assertThat(sessions.peers(() -> List.of(SOCKET))).containsExactly(Prefix.parse("192.0.2.9"));
  }

  @Test
  void titleOfAnyLengthIsReadToItsEnd() throws IOException {
    String listener = "sshd: /usr/sbin/sshd -D -o Banner=" + "x".repeat(5_000) + " [listener]";
    Path process = process(77, listener);
    Files.createSymbolicLink(process.resolve("fd/4"), Path.of("socket:[1234]"));
    SshSessions sessions = new SshSessions(proc);
    assertThat(sessions.peers(() -> List.of(SOCKET))).isEmpty();
  }

  @Test
  void sessionEndsWithItsProcess() throws IOException {
    Path process = process(77, "sshd: root@notty");
    Path descriptor = process.resolve("fd/4");
    Files.createSymbolicLink(descriptor, Path.of("socket:[1234]"));
    lastProcess(77);
    SshSessions sessions = new SshSessions(proc);
    for (int look = 1; look <= 3; look++) {
      assertThat(sessions.peers(() -> List.of(SOCKET))).hasSize(1);
    }
    Files.delete(descriptor);
    Files.delete(process.resolve("fd"));
    Files.delete(process.resolve("cmdline"));
    Files.delete(process);
    assertThat(sessions.peers(() -> List.of(SOCKET))).isEmpty();
  }
}
