package org.portsnare.allow;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;

/**
 * The addresses of users that are logged in from elsewhere, as systemd-logind has them. For a
 * daemon that is not root: the kernel does not let it read the data of sshd. Thread-safe.
 *
 * <p>logind has a file for each session, which everybody may read. It replaces the file after each
 * change, so the directory's time tells whether to read again. pam_systemd creates the session
 * after the login.
 *
 * <pre>
 *   /run/systemd/sessions/5     STATE=active
 *                               CLASS=user
 *                               REMOTE=1
 *                               REMOTE_HOST=192.0.2.9
 *                               ...
 *   /run/systemd/sessions/5.ref a fifo
 * </pre>
 */
final class LogindSessions {
  /**
   * Age below which a time of change is not trusted, in milliseconds: the directory may change
   * again without a later time.
   */
  private static final long FRESH_MILLIS = 2_000;

  private final Path directory;
  private long readAt = -1;
  private Set<Prefix> peers = Set.of();

  LogindSessions(Path directory) {
    this.directory = directory;
  }

  /** Whether logind is there. */
  boolean isThere() {
    return directory.toFile().isDirectory();
  }

  /** The addresses of users that are logged in. */
  synchronized Set<Prefix> peers() {
    long changed = directory.toFile().lastModified();
    if (changed == readAt) return peers;
    peers = read();
    readAt = System.currentTimeMillis() - changed > FRESH_MILLIS ? changed : -1;
    return peers;
  }

  private Set<Prefix> read() {
    Set<Prefix> found = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
      for (Path file : files) {
        Prefix peer = peer(file);
        if (peer != null) found.add(peer);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // There is no logind.
    }
    return found;
  }

  private static @Nullable Prefix peer(Path file) {
    Map<String, String> session = new HashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        int equals = line.indexOf('=');
        if (equals > 0) session.put(line.substring(0, equals), line.substring(equals + 1));
      }
    } catch (IOException e) {
      // The session has ended in the meantime.
      return null;
    }
    boolean remote = "1".equals(session.get("REMOTE"));
    boolean over = "closing".equals(session.get("STATE"));
    if (!remote || over) return null;
    return address(session.getOrDefault("REMOTE_HOST", ""));
  }

  /** Null for a name, which sshd gives with {@code UseDNS yes}: names are not resolved here. */
  private static @Nullable Prefix address(String host) {
    int scope = host.indexOf('%');
    try {
      return Prefix.parseGiven(scope < 0 ? host : host.substring(0, scope));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
