package org.portsnare.imports.sets;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns lines about sets into commands as {@code ipset save} writes them. The lines are from
 * scripts with other spellings, or from {@code ipset list}, which has a heading for each set and
 * then one member per line. Not thread-safe.
 */
public final class IpsetLines {
  /** Start of a listing. */
  public static final String LISTING = "Name: ";

  private static final Pattern COMMAND =
      Pattern.compile("(?:(?:sudo )?\\S*\\bipset )?((?:-exist |-! |-quiet |-q )*)(\\S+)(.*)");

  private static final Map<String, String> SPELLINGS =
      Map.of("-N", "create", "--create", "create", "-A", "add", "--add", "add");

  /** Commands that do not add to a set. */
  private static final Set<String> OTHERS =
      Set.of(
          "flush", "-F", "destroy", "-X", "x", "swap", "-W", "rename", "-E", "COMMIT", "quit",
          "version", "list", "save", "restore");

  private final boolean listing;
  private String name = "";
  private String type = "";
  private boolean members;

  /**
   * @param listing whether the lines are from {@code ipset list}
   */
  IpsetLines(boolean listing) {
    this.listing = listing;
  }

  /** The command in a line; empty for none. */
  String command(String line) {
    return listing ? listed(line) : scripted(line);
  }

  private static String scripted(String line) {
    if (line.startsWith("#")) return "";
    if (line.startsWith("add ") || line.startsWith("create ")) return line;
    var matcher = COMMAND.matcher(line);
    if (!matcher.matches()) return line;
    String command = SPELLINGS.getOrDefault(matcher.group(2), matcher.group(2));
    if (OTHERS.contains(command)) return "";
    return command + matcher.group(3).replaceFirst("^ (?:-exist |-! )+", " ");
  }

  private String listed(String line) {
    if (line.startsWith(LISTING)) {
      name = line.substring(LISTING.length()).strip();
      type = "";
      members = false;
      return "";
    }
    if (members) return "add " + name + " " + line;
    if (line.startsWith("Type: ")) type = line.substring("Type: ".length()).strip();
    if (line.startsWith("Header: ")) {
      return "create " + name + " " + type + " " + line.substring("Header: ".length());
    }
    members = line.startsWith("Members:");
    return "";
  }
}
