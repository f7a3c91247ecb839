package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.ban.Prefix;
import org.portsnare.netlink.diag.TcpSocket;

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
    TcpSocket socket =
        new TcpSocket(
            InetAddress.ofLiteral("198.51.100.1"),
            22,
            InetAddress.ofLiteral("192.0.2.9"),
            5000,
            1234);
    SshSessions sessions = new SshSessions(proc);
    assertThat(sessions.peers(() -> List.of(socket)).contains(Prefix.parse("192.0.2.9")))
        .isEqualTo(counts);
  }
}
