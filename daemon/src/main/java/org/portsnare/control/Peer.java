package org.portsnare.control;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The user that made a connection to the control socket, from the kernel ({@code SO_PEERCRED}).
 *
 * @param user the name, or the number if there is no name
 * @param uid the number; empty for a user whose name is not in {@code /etc/passwd}
 * @param mayChange whether it is root or the user of this daemon
 */
public record Peer(String user, String uid, boolean mayChange) {
  /**
   * The user that sent {@code request}.
   *
   * @param masters the users that may change something
   * @throws IOException if the kernel does not say
   */
  static Peer of(Request request, List<Account> masters) throws IOException {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    UserPrincipal user = user(endPoint);
    Account master = master(user, masters);
    if (master != null) return new Peer(user.getName(), master.uid(), true);
    return new Peer(user.getName(), uid(user), false);
  }

  static @Nullable Account master(Request request, List<Account> masters) throws IOException {
    return master(request.getConnectionMetaData().getConnection().getEndPoint(), masters);
  }

  /** The one of {@code masters} that made a connection; null if none of them did. */
  static @Nullable Account master(EndPoint endPoint, List<Account> masters) throws IOException {
    return master(user(endPoint), masters);
  }

  private static @Nullable Account master(UserPrincipal user, List<Account> masters) {
    for (Account master : masters) {
      // Users are compared by their numbers.
      if (user.equals(master.user())) return master;
    }
    return null;
  }

  private static UserPrincipal user(EndPoint endPoint) throws IOException {
    Object transport = endPoint.getTransport();
    if (!(transport instanceof SocketChannel channel)) {
      throw new IOException("ask for the other end of " + transport + ": no socket");
    }
    return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
  }

  private static String uid(UserPrincipal user) throws IOException {
    String name = user.getName();
    // NAME:PASSWORD:UID:...
    for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(":", 4);
      if (fields.length < 4 || !fields[0].equals(name)) continue;
      if (users().lookupPrincipalByName(fields[2]).equals(user)) return fields[2];
    }
    return name.chars().allMatch(Character::isDigit) ? name : "";
  }

  private static UserPrincipalLookupService users() {
    return FileSystems.getDefault().getUserPrincipalLookupService();
  }

  @Override
  public String toString() {
    return uid.isEmpty() ? user : user + " (uid " + uid + ")";
  }
}
