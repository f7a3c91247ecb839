package org.portsnare.allow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Prefix;

/** The name servers of {@code resolv.conf(5)}. */
final class Resolvers {
  private final Path file;

  Resolvers(Path file) {
    this.file = file;
  }

  /** None if the file cannot be read: a host may well live without it. */
  List<Prefix> read() {
    List<Prefix> resolvers = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length >= 2 && words[0].equals("nameserver")) add(words[1], resolvers);
      }
    } catch (IOException e) {
      return List.of();
    }
    return resolvers;
  }

  private static void add(String word, List<Prefix> into) {
    int scope = word.indexOf('%');
    try {
      into.add(Prefix.parse(scope < 0 ? word : word.substring(0, scope)));
    } catch (IllegalArgumentException e) {
      // A line the resolver library would skip as well.
    }
  }
}
