package org.portsnare.imports.source;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sets of a file, and the choice among them. A set may be an allowlist, so the user must choose
 * if there are several.
 */
public final class SetChoice {
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

  public void set(String name, String type, String unfit) {
    if (sets.size() == MAX_SETS) {
      throw new ImportException("it has more than " + MAX_SETS + " sets; import it in parts");
    }
    sets.put(name, new Kind(type, unfit));
  }

  /** Counts an element of a set, which need not be known. */
  public void element(String name) {
    if (elements.size() < MAX_SETS || elements.containsKey(name)) {
      elements.merge(name, 1L, Long::sum);
    }
  }

  public boolean has(String name) {
    return sets.containsKey(name);
  }

  /** Number of sets. */
  int size() {
    return sets.size();
  }

  /** The names of sets with elements. */
  public Set<String> filled() {
    return elements.keySet();
  }

  /**
   * The names of the chosen sets.
   *
   * @param named the sets that the user chose; none for the only one
   * @throws ImportException if the choice is not clear
   */
  public Set<String> choose(List<String> named) {
    Set<String> chosen = new HashSet<>();
    for (String name : named) chosen.add(find(name));
    if (!named.isEmpty()) return chosen;
    List<String> fit = sets.keySet().stream().filter(this::isFit).toList();
    if (fit.size() > 1) {
      throw new ImportException(
          "it has several sets of addresses: " + names(false) + "; choose with --set NAME");
    }
    if (fit.isEmpty() && elements.keySet().stream().anyMatch(sets::containsKey)) {
      throw new ImportException("it has no set of addresses, only " + names(true));
    }
    return Set.copyOf(fit);
  }

  /** Finds a set by its name; the table before the name of an nftables set may be omitted. */
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
