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
 * A user of this host with the number, as the kernel says of files. To ask for one by its number
 * would ask for a user of that name first, in all places that {@code nsswitch.conf} names: where
 * the network is down and one of them is a directory there, that takes longer than a command waits.
 *
 * @param uid the number, in decimal
 */
record Account(UserPrincipal user, String uid) {
  private static final List<Path> ROOTS = List.of(Path.of("/"), Path.of("/proc"), Path.of("/etc"));

  /** Whose {@code file} is. */
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
