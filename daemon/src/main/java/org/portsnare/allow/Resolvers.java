package org.portsnare.allow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Prefix;

/** The name servers of {@code resolv.conf(5)}. */
final class Resolvers {
  private final List<Path> files;

  Resolvers(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /** None of a file that cannot be read: a host may well live without it. */
  List<Prefix> read() {
    List<Prefix> resolvers = new ArrayList<>();
    for (Path file : files) read(file, resolvers);
    return resolvers;
  }

  private static void read(Path file, List<Prefix> into) {
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length >= 2 && words[0].equals("nameserver")) add(words[1], into);
      }
    } catch (IOException e) {
      // As said above.
    }
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
