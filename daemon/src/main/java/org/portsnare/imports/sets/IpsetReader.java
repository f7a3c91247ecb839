package org.portsnare.imports.sets;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.imports.source.Addresses;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.LineReader;
import org.portsnare.imports.source.SetChoice;
import org.portsnare.imports.source.Source;

/**
 * The output of {@code ipset save}: {@code create SET TYPE ...}, and {@code add SET ELEMENT
 * [timeout SECONDS]} with the time that is left at that moment. Also a script for {@code ipset
 * restore}, a shell script of such commands, and the output of {@code ipset list}.
 */
public final class IpsetReader extends LineReader {
  private final Set<String> wanted;
  private final Map<String, IpsetSet> sets = new HashMap<>();
  private final IpsetLines lines;

  /**
   * Whether the file creates its sets. A script may only add to sets that exist; then their types
   * are not known.
   */
  private final boolean created;

  private IpsetReader(Set<String> wanted, boolean created, boolean listing) {
    this.wanted = wanted;
    this.created = created;
    lines = new IpsetLines(listing);
  }

  /**
   * Searches the file for its sets.
   *
   * @param named the sets to read; none for the only one
   * @throws ImportException if it is not clear which set to read
   */
  public static IpsetReader open(Source source, List<String> named) throws IOException {
    boolean listing = source.startText().startsWith(IpsetLines.LISTING);
    Survey survey = new Survey(listing);
    survey.read(source, Findings.NONE);
    return new IpsetReader(survey.choose(named), survey.created(), listing);
  }

  @Override
  public void line(long number, String line, Findings findings) {
    String command = lines.command(line);
    if (command.isEmpty()) return;
    if (command.startsWith("create ")) {
      IpsetSet set = IpsetSet.parse(command);
      sets.put(set.name(), set);
      return;
    }
    String[] words = withoutComment(command).split("\\s+", -1);
    if (!words[0].equals("add") || words.length < 3) {
      throw new IllegalArgumentException(
          quoted(line) + " is neither 'create' nor 'add SET ELEMENT'");
    }
    IpsetSet set = created ? sets.get(words[1]) : IpsetSet.unknown(words[1]);
    if (set == null) {
      throw new IllegalArgumentException(
          "set " + quoted(words[1]) + " was not created in the lines before");
    }
    if (wanted.contains(set.name())) element(number, set, words, findings);
    else findings.leftOut(number, "in set " + set.name() + reason(set));
  }

  /** A comment about an element may look like options. */
  private static String withoutComment(String line) {
    int comment = line.indexOf(" comment \"");
    return comment < 0 ? line : line.substring(0, comment);
  }

  private static String reason(IpsetSet set) {
    return set.unfit().isEmpty() ? "" : ", " + set.unfit();
  }

  private static void element(long number, IpsetSet set, String[] words, Findings findings) {
    if (List.of(words).subList(3, words.length).contains("nomatch")) {
      throw new IllegalArgumentException(
          words[2] + " is an exception (nomatch), which a ban cannot have; allow it instead");
    }
    String timeout = IpsetSet.option(words, "timeout");
    Optional<Lifetime> left =
        timeout.isEmpty() ? set.lasts() : Optional.of(IpsetSet.seconds(timeout));
    String detail = "set " + set.name();
    Addresses.each(
        words[2],
        prefix -> findings.entry(new Entry(number, within(set, prefix, words[2]), left, detail)));
  }

  private static Prefix within(IpsetSet set, Prefix prefix, String text) {
    if (set.isKnown() && prefix.ipv6() != set.ipv6()) {
      throw new IllegalArgumentException(text + " is not of the family of set " + set.name());
    }
    return prefix.widened(set.length());
  }

  /** Finds the sets and their sizes. */
  private static final class Survey extends LineReader {
    private final SetChoice choice = new SetChoice();
    private final IpsetLines lines;
    private boolean created;

    Survey(boolean listing) {
      lines = new IpsetLines(listing);
    }

    @Override
    public void line(long number, String line, Findings findings) {
      String command = lines.command(line);
      if (command.startsWith("create ")) {
        created = true;
        IpsetSet set = IpsetSet.parse(command);
        choice.set(set.name(), set.type(), set.unfit());
      } else if (command.startsWith("add ")) {
        int end = command.indexOf(' ', 4);
        if (end > 0) choice.element(command.substring(4, end));
      }
    }

    boolean created() {
      return created;
    }

    Set<String> choose(List<String> named) {
      if (!created) {
        for (String name : choice.filled()) choice.set(name, "of unknown type", "");
      }
      return choice.choose(named);
    }
  }
}
