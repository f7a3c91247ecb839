package org.portsnare.imports;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sets of a file, and which of them are meant: one may have been an allowlist, so of several
 * the user names those that are.
 */
final class SetChoice {
  private static final int MAX_SETS = 65_536;
  private static final int SHOWN = 20;

  private final Map<String, Kind> sets = new LinkedHashMap<>();
  private final Map<String, Long> elements = new HashMap<>();

  /**
   * A set.
   *
   * @param unfit why its elements cannot be banned; empty if they can
   */
  private record Kind(String type, String unfit) {}

  void set(String name, String type, String unfit) {
    if (sets.size() == MAX_SETS) {
      throw new ImportException("it has more than " + MAX_SETS + " sets; import it in parts");
    }
    sets.put(name, new Kind(type, unfit));
  }

  /** An element of a set, which need not have been told of. */
  void element(String name) {
    if (elements.size() < MAX_SETS || elements.containsKey(name)) {
      elements.merge(name, 1L, Long::sum);
    }
  }

  boolean has(String name) {
    return sets.containsKey(name);
  }

  /** How many sets there are. */
  int size() {
    return sets.size();
  }

  /** The names of sets that elements were added to. */
  Set<String> filled() {
    return elements.keySet();
  }

  /**
   * The names of the sets that are meant.
   *
   * @param named those that were asked for; none for the only one
   * @throws ImportException if that is not clear
   */
  Set<String> choose(List<String> named) {
    Set<String> chosen = new HashSet<>();
    for (String name : named) chosen.add(find(name));
    if (!named.isEmpty()) return chosen;
    List<String> fit = sets.keySet().stream().filter(this::isFit).toList();
    if (fit.size() > 1) {
      throw new ImportException(
          "it has several sets of addresses: " + names(false) + "; say which with --set NAME");
    }
    if (fit.isEmpty() && elements.keySet().stream().anyMatch(sets::containsKey)) {
      throw new ImportException("it has no set of addresses, only " + names(true));
    }
    return Set.copyOf(fit);
  }

  /** A set of nftables has the table before its name, which need not be said. */
  private String find(String name) {
    List<String> found =
        sets.keySet().stream().filter(set -> set.equals(name) || set.endsWith(" " + name)).toList();
    if (found.isEmpty()) {
      throw new ImportException(
          "it has no set " + LineReader.quoted(name) + ", only " + names(true));
    }
    if (found.size() > 1) {
      throw new ImportException(
          "it has several sets " + LineReader.quoted(name) + ": " + String.join(", ", found));
    }
    Kind kind = sets.get(found.getFirst());
    if (kind != null && !kind.unfit().isEmpty()) {
      throw new ImportException("set " + name + " is " + kind.unfit());
    }
    return found.getFirst();
  }

  private boolean isFit(String name) {
    Kind kind = sets.get(name);
    return kind != null && kind.unfit().isEmpty() && elements.containsKey(name);
  }

  private String names(boolean all) {
    String names =
        sets.entrySet().stream()
            .filter(set -> all || isFit(set.getKey()))
            .limit(SHOWN)
            .map(set -> set.getKey() + " (" + set.getValue().type() + ", " + count(set.getKey()))
            .collect(Collectors.joining("), ", "", ")"));
    return names.equals(")") ? "none" : names;
  }

  private String count(String name) {
    long count = elements.getOrDefault(name, 0L);
    return count == 1 ? "1 element" : count + " elements";
  }
}
