package org.portsnare.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/**
 * What {@code ipset save} writes: {@code create SET TYPE ...}, and {@code add SET ELEMENT [timeout
 * SECONDS]} with what is left at that moment. A set may have been an allowlist, so of several the
 * user names those that are meant.
 */
final class IpsetReader extends LineReader {
  private static final int MAX_SETS = 65_536;

  private final Set<String> wanted;
  private final Map<String, IpsetSet> sets = new HashMap<>();

  /**
   * @param wanted the names of the sets to read
   */
  private IpsetReader(Set<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * Looks the file through for what sets it has.
   *
   * @param named the sets that were asked for; none for the only one
   * @throws ImportException if it is not clear which set is meant
   */
  static IpsetReader open(Path file, List<String> named) throws IOException {
    Survey survey = new Survey();
    survey.read(file, NOTHING);
    return new IpsetReader(survey.choose(named));
  }

  /** The names of the sets that are read. */
  Set<String> sets() {
    return wanted;
  }

  @Override
  void line(long number, String line, Findings findings) {
    if (line.startsWith("create ")) {
      IpsetSet set = IpsetSet.parse(line);
      sets.put(set.name(), set);
      return;
    }
    if (line.startsWith("#")) return;
    String[] words = withoutComment(line).split("\\s+", -1);
    if (!words[0].equals("add") || words.length < 3) {
      throw new IllegalArgumentException(
          quoted(line) + " is neither 'create' nor 'add SET ELEMENT'");
    }
    IpsetSet set = sets.get(words[1]);
    if (set == null) {
      throw new IllegalArgumentException(
          "set " + quoted(words[1]) + " was not created in the lines before");
    }
    if (wanted.contains(set.name())) findings.entry(entry(number, set, words));
    else findings.leftOut("in set " + set.name() + reason(set));
  }

  /** What somebody wrote about an element may look like options. */
  private static String withoutComment(String line) {
    int comment = line.indexOf(" comment \"");
    return comment < 0 ? line : line.substring(0, comment);
  }

  private static String reason(IpsetSet set) {
    return set.unfit().isEmpty() ? "" : ", " + set.unfit();
  }

  private static Entry entry(long number, IpsetSet set, String[] words) {
    if (List.of(words).subList(3, words.length).contains("nomatch")) {
      throw new IllegalArgumentException(
          words[2] + " is an exception (nomatch), which a ban cannot have; allow it instead");
    }
    String timeout = IpsetSet.option(words, "timeout");
    Optional<Lifetime> left =
        timeout.isEmpty() ? set.lasts() : Optional.of(IpsetSet.seconds(timeout));
    Prefix element = Prefix.parseGiven(words[2]);
    if (element.ipv6() != set.ipv6()) {
      throw new IllegalArgumentException(words[2] + " is not of the family of set " + set.name());
    }
    return new Entry(number, element.widened(set.length()), left, "set " + set.name());
  }

  private static final Findings NOTHING =
      new Findings() {
        @Override
        public void entry(Entry entry) {}

        @Override
        public void bad(long number, String why) {}

        @Override
        public void leftOut(String what) {}
      };

  /** Which sets there are, and how large. */
  private static final class Survey extends LineReader {
    private final Map<String, IpsetSet> sets = new LinkedHashMap<>();
    private final Map<String, Long> elements = new HashMap<>();

    @Override
    void line(long number, String line, Findings findings) {
      if (line.startsWith("create ")) {
        IpsetSet set = IpsetSet.parse(line);
        if (sets.size() == MAX_SETS) throw new ImportException("it has more than 65536 sets");
        sets.put(set.name(), set);
      } else if (line.startsWith("add ")) {
        int end = line.indexOf(' ', 4);
        if (end > 0) elements.merge(line.substring(4, end), 1L, Long::sum);
      }
    }

    Set<String> choose(List<String> named) {
      for (String name : named) {
        IpsetSet set = sets.get(name);
        if (set == null) {
          throw new ImportException("it has no set " + quoted(name) + ", only " + names(true));
        }
        if (!set.unfit().isEmpty()) {
          throw new ImportException("set " + name + " is " + set.unfit());
        }
      }
      if (!named.isEmpty()) return new HashSet<>(named);
      List<IpsetSet> fit = sets.values().stream().filter(this::isFit).toList();
      if (fit.size() > 1) {
        throw new ImportException(
            "it has several sets of addresses: " + names(false) + "; say which with --set NAME");
      }
      if (fit.isEmpty() && elements.keySet().stream().anyMatch(sets::containsKey)) {
        throw new ImportException("it has no set of addresses, only " + names(true));
      }
      return fit.stream().map(IpsetSet::name).collect(Collectors.toSet());
    }

    private boolean isFit(IpsetSet set) {
      return set.unfit().isEmpty() && elements.containsKey(set.name());
    }

    private String names(boolean all) {
      String names =
          sets.values().stream()
              .filter(set -> all || isFit(set))
              .limit(20)
              .map(set -> set.name() + " (" + set.type() + ", " + count(set) + ")")
              .collect(Collectors.joining(", "));
      return names.isEmpty() ? "none" : names;
    }

    private String count(IpsetSet set) {
      long count = elements.getOrDefault(set.name(), 0L);
      return count == 1 ? "1 element" : count + " elements";
    }
  }
}
