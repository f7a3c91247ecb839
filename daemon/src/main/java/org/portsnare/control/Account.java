package org.portsnare.control;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A user of this host with its number, read from the owner of a file. A lookup by number would
 * first look for a user with that name, in every source of {@code nsswitch.conf}. If a source is in
 * the network and the network is down, that takes longer than a command waits.
 *
 * @param uid the number, in decimal
 */
record Account(UserPrincipal user, String uid) {
  private static final List<Path> ROOTS = List.of(Path.of("/"), Path.of("/proc"), Path.of("/etc"));

  /** The owner of {@code file}. */
  static Account of(Path file) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(file, "unix:uid,owner", LinkOption.NOFOLLOW_LINKS);
    int uid = (int) Objects.requireNonNull(attributes.get("uid"));
    UserPrincipal owner = (UserPrincipal) Objects.requireNonNull(attributes.get("owner"));
    return new Account(owner, Integer.toUnsignedString(uid));
  }

  static Account root() throws IOException {
    for (Path file : ROOTS) {
      Account owner = of(file);
      if (owner.uid.equals("0")) return owner;
    }
    return new Account(
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0"), "0");
  }
}
