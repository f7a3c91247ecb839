package org.portsnare.control;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.fact.PortNames;
import org.portsnare.fact.Tool;
import org.portsnare.ledger.query.BanQuery;

/**
 * Words that a person searches bans by: addresses, their begins, networks, ports and their names,
 * triggers, evidence, tools. Every kind of word must match; of ports, one of them.
 */
public final class Search {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_PORT = 65_535;

  private final Set<Integer> ports = new HashSet<>();
  private @Nullable Evidence evidence;
  private @Nullable Trigger trigger;
  private @Nullable Prefix touching;
  private String begins = "";
  private @Nullable Tool tool;

  private Search() {}

  /**
   * The bans that match the words in {@code text}, newest first; all for a text without words.
   *
   * @throws IllegalArgumentException for a word that is none of these
   */
  public static ListRequest of(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("a search has at most " + MAX_LENGTH + " characters");
    }
    Search search = new Search();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!word.isEmpty()) search.add(word.toLowerCase(Locale.ROOT));
    }
    BanQuery query =
        new BanQuery(
            false,
            null,
            search.ports,
            search.evidence,
            search.trigger,
            search.touching,
            search.begins,
            0,
            BanQuery.Order.NEWEST,
            0);
    return new ListRequest(query, null, search.tool, true);
  }

  private void add(String word) {
    if (isPort(word) || isAddress(word) || isLabel(word) || isTool(word) || isPortName(word))
      return;
    throw new IllegalArgumentException(
        "'"
            + word
            + "' is no address, network, port or its name, trigger, evidence or tool that is"
            + " known");
  }

  private boolean isPort(String word) {
    if (!word.matches("[0-9]{1,5}")) return false;
    int port = Integer.parseInt(word);
    if (port < 1 || port > MAX_PORT) return false;
    ports.add(port);
    return true;
  }

  /** A whole address or network, or the begin of one. */
  private boolean isAddress(String word) {
    if (!word.matches("[0-9a-f.:/]+") || !word.matches(".*[.:].*")) return false;
    try {
      touching = Prefix.parseGiven(word);
    } catch (IllegalArgumentException e) {
      begins = word;
    }
    return true;
  }

  private boolean isLabel(String word) {
    boolean found = false;
    for (Evidence known : Evidence.values()) {
      if (!known.label().equals(word)) continue;
      evidence = known;
      found = true;
    }
    for (Trigger known : Trigger.values()) {
      if (!known.label().equals(word)) continue;
      trigger = known;
      found = true;
    }
    return found;
  }

  private boolean isTool(String word) {
    for (Tool known : Tool.values()) {
      if (!known.label().toLowerCase(Locale.ROOT).startsWith(word)) continue;
      tool = known;
      return true;
    }
    return false;
  }

  private boolean isPortName(String word) {
    Set<Integer> found = PortNames.find(word);
    return !found.isEmpty() && ports.addAll(found);
  }
}
