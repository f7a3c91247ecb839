package org.portsnare.allow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.ban.Prefix;

/** Files like the one that logind of systemd 252 (Debian 12) wrote for a session of sshd. */
final class LogindSessionsTest {
  @TempDir private Path directory;

  private void session(String name, String state, int remote, String host) throws IOException {
    Files.writeString(
        directory.resolve(name),
        """
        # This is private data. Do not parse.
        UID=0
        USER=root
        ACTIVE=1
        IS_DISPLAY=1
        STATE=%s
        REMOTE=%d
        TYPE=tty
        ORIGINAL_TYPE=tty
        CLASS=user
        SCOPE=session-1.scope
        FIFO=/run/systemd/sessions/1.ref
        REMOTE_HOST=%s
        SERVICE=sshd
        POSITION=0
        LEADER=70
        AUDIT=1
        REALTIME=1795619386977988
        MONOTONIC=1852732969
        """
            .formatted(state, remote, host));
  }

  @ParameterizedTest
  @CsvSource({
    "active, 1, 192.0.2.9, 192.0.2.9",
    "online, 1, 2001:db8::9, 2001:db8::9",
    "opening, 1, fe80::9%eth0, fe80::9",
    "closing, 1, 192.0.2.9, ",
    "active, 0, 192.0.2.9, ",
    "active, 1, host.example, ",
    "active, 1, '', ",
  })
  void whoIsLoggedInFromElsewhereCounts(String state, int remote, String host, String peer)
      throws IOException {
    session("5", state, remote, host);
    LogindSessions sessions = new LogindSessions(directory);
    if (peer == null) assertThat(sessions.peers()).isEmpty();
    else assertThat(sessions.peers()).containsExactly(Prefix.parse(peer));
  }

  @Test
  void sessionsComeAndGo() throws IOException {
    LogindSessions sessions = new LogindSessions(directory);
    assertThat(sessions.peers()).isEmpty();
    session("5", "active", 1, "192.0.2.9");
    assertThat(sessions.peers()).hasSize(1);
    Files.delete(directory.resolve("5"));
    assertThat(sessions.peers()).isEmpty();
  }

  @Test
  void directoryThatHasNotChangedIsNotReadAgain() throws IOException {
    session("5", "active", 1, "192.0.2.9");
    FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(directory, longAgo);
    LogindSessions sessions = new LogindSessions(directory);
    assertThat(sessions.peers()).hasSize(1);
    Files.delete(directory.resolve("5"));
    Files.setLastModifiedTime(directory, longAgo);
    assertThat(sessions.peers()).hasSize(1);
    Files.setLastModifiedTime(directory, FileTime.fromMillis(1_000_000_001_000L));
    assertThat(sessions.peers()).isEmpty();
  }

  @Test
  void withoutLogindThereIsNobody() {
    LogindSessions sessions = new LogindSessions(directory.resolve("none"));
    assertThat(sessions.isThere()).isFalse();
    assertThat(sessions.peers()).isEmpty();
  }
}
