package org.portsnare.allow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.portsnare.ban.Prefix;

/** The name servers of {@code resolv.conf(5)}. A file is read again after a change. */
final class Resolvers {
  /**
   * Age below which a time of change is not trusted, in milliseconds: the file may change again
   * without a later time.
   */
  private static final long FRESH_MILLIS = 2_000;

  private final List<Path> files;
  private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

  /** The resolvers in a file, and the attributes that show a change. */
  private record Seen(List<Object> state, List<Prefix> resolvers) {}

  Resolvers(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * The resolvers of all files; a file that cannot be read counts as empty, because a host can do
   * without it.
   */
  List<Prefix> read() {
    List<Prefix> resolvers = new ArrayList<>();
    for (Path file : files) resolvers.addAll(read(file));
    return resolvers;
  }

  private List<Prefix> read(Path file) {
    // A file may never exist: this avoids an exception at every call.
    if (!file.toFile().exists()) return List.of();
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      List<Object> state =
          List.of(
              attributes.lastModifiedTime(),
              attributes.size(),
              Objects.requireNonNullElse(attributes.fileKey(), file));
      Seen before = seen.get(file);
      if (before != null && before.state.equals(state)) return before.resolvers;
      List<Prefix> resolvers = parse(Files.readAllLines(file));
      long age = System.currentTimeMillis() - attributes.lastModifiedTime().toMillis();
      if (age > FRESH_MILLIS) seen.put(file, new Seen(state, resolvers));
      return resolvers;
    } catch (IOException e) {
      // Counts as empty.
      return List.of();
    }
  }

  private static List<Prefix> parse(List<String> lines) {
    List<Prefix> resolvers = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length >= 2 && words[0].equals("nameserver")) add(words[1], resolvers);
    }
    return resolvers;
  }

  private static void add(String word, List<Prefix> into) {
    int scope = word.indexOf('%');
    try {
      into.add(Prefix.parseGiven(scope < 0 ? word : word.substring(0, scope)));
    } catch (IllegalArgumentException e) {
      // The resolver library skips such a line too.
    }
  }
}
