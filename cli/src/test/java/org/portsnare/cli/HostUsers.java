package org.portsnare.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.testing.Lab;

/**
 * Users and the group {@code portsnare}, only on the guarded host: {@code ip netns} mounts other
 * files over {@code /etc}. A copy of the application is in a place where everybody may run it.
 */
final class HostUsers implements AutoCloseable {
  /** Id of the service's user; its group is the readers' group. */
  static final int SERVICE = 64_000;

  /** Id of a user in the readers' group. */
  static final int ALICE = 64_001;

  /** Id of a user who is only in her own group. */
  static final int MALLORY = 64_002;

  private final Guarded guarded;
  private final Path etc;
  private final Path launcher;

  private HostUsers(Guarded guarded, Path etc, Path launcher) {
    this.guarded = guarded;
    this.etc = etc;
    this.launcher = launcher;
  }

  /** Call it before any program starts on the host. */
  static HostUsers make(Guarded guarded, boolean withGroup) {
    try {
      Path etc = Path.of("/etc/netns", guarded.lab().hostNamespace().getFileName().toString());
      Files.createDirectories(etc);
      String passwd =
          """
          portsnare:x:64000:64000:Portsnare:/nonexistent:/usr/sbin/nologin
          alice:x:64001:64001::/nonexistent:/bin/sh
          mallory:x:64002:64002::/nonexistent:/bin/sh
          """;
      Files.writeString(etc.resolve("passwd"), Files.readString(Path.of("/etc/passwd")) + passwd);
      String group = withGroup ? "portsnare:x:64000:alice\n" : "";
      Files.writeString(etc.resolve("group"), Files.readString(Path.of("/etc/group")) + group);
      Files.setPosixFilePermissions(
          guarded.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
      Path launcher = Installed.at(guarded.directory().resolve("app"));
      return new HostUsers(guarded, etc, launcher);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a user to the readers' group. */
  void addReader(String name, int uid) throws IOException {
    String user = name + ":x:" + uid + ":" + uid + "::/nonexistent:/bin/sh\n";
    Files.writeString(etc.resolve("passwd"), user, StandardOpenOption.APPEND);
    Path group = etc.resolve("group");
    Files.writeString(group, Files.readString(group).replace("64000:alice", "64000:alice," + name));
  }

  /** The application's launcher, which everybody may run. */
  Path launcher() {
    return launcher;
  }

  /** Runs a command of Portsnare as {@code uid}. */
  Lab.Result portsnare(int uid, String input, String... arguments) {
    List<String> command = new ArrayList<>(as(uid));
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-c", guarded.config().toString()));
    return guarded.lab().onHostWithInput(input, command.toArray(String[]::new));
  }

  /** Starts any program as {@code uid}. */
  Process start(int uid, String... command) throws IOException {
    List<String> all = new ArrayList<>(as(uid));
    all.addAll(List.of(command));
    return guarded.lab().hostProcess(all.toArray(String[]::new)).start();
  }

  /** Command prefix to run as {@code uid}, with the groups of {@code /etc/group}. */
  private static List<String> as(int uid) {
    return List.of(
        "setpriv",
        "--reuid=" + uid,
        "--regid=" + uid,
        "--init-groups",
        "--bounding-set=-all",
        "--inh-caps=-all",
        "--no-new-privs");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(etc.resolve("passwd"));
    Files.deleteIfExists(etc.resolve("group"));
    Files.deleteIfExists(etc);
  }
}
