package org.portsnare.imports.sets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.Source;

/**
 * Sets and their elements in a text for nft: the output of {@code nft list set} or {@code nft list
 * ruleset}, or a script for {@code nft -f}. Everything else in it is skipped.
 *
 * <pre>
 *   table FAMILY TABLE { set SET { type ipv4_addr; elements = { ELEMENT, ELEMENT } } }
 *   add element FAMILY TABLE SET { ELEMENT, ELEMENT }
 *   define SET = { ELEMENT, ELEMENT }
 * </pre>
 *
 * Not thread-safe.
 */
abstract class NftParser {
  private static final Set<String> FAMILIES =
      Set.of("ip", "ip6", "inet", "arp", "bridge", "netdev");

  private static final Set<String> COMMANDS = Set.of("add", "create");

  /**
   * Maximum number of words per statement; further ones are skipped, because they are not needed.
   */
  private static final int MAX_WORDS = 64;

  private static final int MAX_SETS = 65_536;

  private final Map<String, NftSet> sets = new HashMap<>();

  /** Takes the words of an element, the address first. */
  abstract void element(long line, NftSet set, List<String> words);

  /** Takes a set, before its elements. */
  abstract void set(NftSet set);

  final void parse(Source source) throws IOException {
    try (NftTokens tokens = NftTokens.open(source)) {
      new Run(tokens).file();
    }
  }

  /** A set that was read before, or a new one of which only elements are known. */
  private NftSet known(String name) {
    NftSet set = sets.get(name);
    if (set != null) return set;
    set = NftSet.unknown(name);
    keep(set);
    return set;
  }

  private void keep(NftSet set) {
    if (sets.size() == MAX_SETS) {
      throw new ImportException("it has more than " + MAX_SETS + " sets; import it in parts");
    }
    sets.put(set.name(), set);
    set(set);
  }

  /** One pass over a file, statement by statement. */
  private final class Run {
    private final NftTokens tokens;

    /** Words of the last statement; an assigned value follows its name. */
    private final List<String> words = new ArrayList<>();

    /**
     * The mark that ended the statement: a brace, a semicolon, a line end, or the end of the file.
     */
    private String mark = NftTokens.NEW_LINE;

    Run(NftTokens tokens) {
      this.tokens = tokens;
    }

    private void statement() throws IOException {
      words.clear();
      for (mark = tokens.next(); !isMark(); mark = tokens.next()) {
        boolean between = mark.equals(",") || mark.equals("=");
        if (!between && words.size() < MAX_WORDS) words.add(mark);
      }
    }

    private boolean isMark() {
      return mark.length() <= 1 && "{};\n".contains(mark);
    }

    private boolean opens() {
      return mark.equals("{");
    }

    /** Whether there is a next statement in a block. */
    private boolean inBlock() {
      if (mark.equals(NftTokens.END)) {
        throw new ImportException("it ends in the middle of a block; create it again");
      }
      return !mark.equals("}");
    }

    void file() throws IOException {
      do {
        statement();
        if (opens()) block();
      } while (!mark.equals(NftTokens.END));
    }

    /** Reads the block after a statement; its brace is open. */
    private void block() throws IOException {
      boolean command = !words.isEmpty() && COMMANDS.contains(words.getFirst());
      List<String> rest = List.copyOf(words.subList(command ? 1 : 0, words.size()));
      String kind = rest.size() < 2 ? "" : rest.getFirst();
      switch (kind) {
        case "table" -> table(name(rest));
        case "set", "map" -> set(name(rest), kind.equals("map"));
        case "element" -> elements(known(name(rest)));
        case "define" -> elements(known(rest.get(1)));
        default -> skip();
      }
      mark = NftTokens.NEW_LINE;
    }

    /** Family, table and set; the default family is ip. */
    private static String name(List<String> words) {
      String name = String.join(" ", words.subList(1, words.size()));
      return FAMILIES.contains(words.get(1)) ? name : "ip " + name;
    }

    private void table(String table) throws IOException {
      for (statement(); inBlock(); statement()) {
        if (!opens()) continue;
        String kind = words.size() == 2 ? words.getFirst() : "";
        if (kind.equals("set") || kind.equals("map")) {
          set(table + " " + words.get(1), kind.equals("map"));
        } else {
          skip();
        }
      }
    }

    private void set(String name, boolean map) throws IOException {
      NftSet set = new NftSet(name, map);
      boolean filled = false;
      boolean more = true;
      while (more) {
        statement();
        if (opens() && words.equals(List.of("elements"))) {
          keep(set);
          filled = true;
          elements(set);
        } else if (opens()) {
          skip();
        } else {
          if (!words.isEmpty()) property(set);
          more = inBlock();
        }
      }
      if (!filled) keep(set);
    }

    private void property(NftSet set) {
      try {
        set.property(words);
      } catch (IllegalArgumentException e) {
        throw new ImportException("line " + tokens.line() + ": " + e.getMessage(), e);
      }
    }

    private void elements(NftSet set) throws IOException {
      List<String> element = new ArrayList<>();
      long line = 0;
      for (mark = tokens.next(); inBlock(); mark = tokens.next()) {
        if (mark.equals(",")) {
          end(line, set, element);
        } else if (!mark.equals(NftTokens.NEW_LINE)) {
          if (element.isEmpty()) line = tokens.line();
          if (element.size() < MAX_WORDS) element.add(mark);
        }
      }
      end(line, set, element);
    }

    private void end(long line, NftSet set, List<String> element) {
      if (!element.isEmpty()) element(line, set, List.copyOf(element));
      element.clear();
    }

    private void skip() throws IOException {
      int depth = 1;
      while (depth > 0) {
        statement();
        if (opens()) depth++;
        else if (!inBlock()) depth--;
      }
    }
  }
}
