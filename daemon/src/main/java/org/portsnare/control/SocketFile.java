package org.portsnare.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The control socket in the file system. Root, the user of the daemon, and members of the group
 * {@code portsnare}, if this host has it, may connect to it.
 */
final class SocketFile {
  private static final String GROUP = "portsnare";

  // Of stat(2).
  private static final int S_IFMT = 0170000;
  private static final int S_IFSOCK = 0140000;

  private SocketFile() {}

  /** Makes the directory, and removes a dead socket. */
  static void prepare(Path socket) throws IOException {
    prepareDirectory(socket);
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) return;
    if (!isSocket(socket)) {
      throw new IOException(
          "it exists and is not a socket; name another file in daemon.control-socket");
    }
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new IOException("listen on " + socket + ": another daemon answers there");
    } catch (ConnectException dead) {
      Files.delete(socket);
    }
  }

  private static boolean isSocket(Path file) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & S_IFMT) == S_IFSOCK;
  }

  /** Makes the directory of the socket, closed to others from the start. */
  static void prepareDirectory(Path socket) throws IOException {
    Path directory = socket.toAbsolutePath().getParent();
    if (directory != null && !Files.exists(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (giveToGroup(directory)) permit(directory, "rwxr-x---");
    }
  }

  /** Lets its users connect; returns its owner, which is the user of the daemon. */
  static Account open(Path socket) throws IOException {
    Account owner = Account.of(socket);
    permit(socket, giveToGroup(socket) ? "rw-rw----" : "rw-------");
    return owner;
  }

  private static void permit(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  /** Gives the file to the group; returns whether it belongs to it now. */
  private static boolean giveToGroup(Path file) throws IOException {
    GroupPrincipal group = group();
    if (group == null) return false;
    PosixFileAttributeView view =
        Objects.requireNonNull(Files.getFileAttributeView(file, PosixFileAttributeView.class));
    if (view.readAttributes().group().equals(group)) return true;
    try {
      view.setGroup(group);
      return true;
    } catch (IOException e) {
      // A daemon that is neither root nor in the group.
      return false;
    }
  }

  private static @Nullable GroupPrincipal group() throws IOException {
    try {
      return FileSystems.getDefault()
          .getUserPrincipalLookupService()
          .lookupPrincipalByGroupName(GROUP);
    } catch (UserPrincipalNotFoundException e) {
      return null;
    }
  }
}
