package org.portsnare.imports.sets;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.portsnare.ban.Lifetime;
import org.portsnare.imports.source.Addresses;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.SetChoice;
import org.portsnare.imports.source.Source;

/**
 * Sets of nftables, as {@code nft list set} and {@code nft list ruleset} write them, and scripts
 * for {@code nft -f}. The time that an element has left is its {@code expires}.
 */
public final class NftReader {
  private static final Pattern FIRST =
      Pattern.compile(
          "(table|define) .*"
              + "|(add|create|flush|delete|destroy) "
              + "(ruleset|(table|set|map|element) (ip|ip6|inet|arp|bridge|netdev) .*|.*\\{.*)");

  private final Set<String> wanted;

  private NftReader(Set<String> wanted) {
    this.wanted = wanted;
  }

  /** Whether a file has this format, by its first line that is no comment. */
  public static boolean isLike(String line) {
    return FIRST.matcher(line).matches();
  }

  /**
   * Searches the file for its sets.
   *
   * @param named the sets to read; none for the only one
   * @throws ImportException if it is not clear which set to read
   */
  public static NftReader open(Source source, List<String> named) throws IOException {
    Survey survey = new Survey();
    survey.parse(source);
    return new NftReader(survey.choice.choose(named));
  }

  /** Reads the elements of the chosen sets. */
  public void read(Source source, Findings findings) throws IOException {
    new Elements(findings).parse(source);
  }

  /** One pass over the file. */
  private final class Elements extends NftParser {
    private final Findings findings;

    Elements(Findings findings) {
      this.findings = findings;
    }

    @Override
    void set(NftSet set) {}

    @Override
    void element(long line, NftSet set, List<String> words) {
      if (!wanted.contains(set.name())) {
        String reason = set.unfit().isEmpty() ? "" : ", " + set.unfit();
        findings.leftOut(line, "in set " + set.name() + reason);
        return;
      }
      try {
        entry(line, set, words, findings);
      } catch (IllegalArgumentException e) {
        findings.bad(line, String.valueOf(e.getMessage()));
      }
    }
  }

  private static void entry(long line, NftSet set, List<String> words, Findings findings) {
    Optional<Lifetime> left = left(set, words);
    String detail = "set " + set.shortName();
    Addresses.each(
        words.getFirst(), prefix -> findings.entry(new Entry(line, prefix, left, detail)));
  }

  private static Optional<Lifetime> left(NftSet set, List<String> words) {
    for (String option : new String[] {"expires", "timeout"}) {
      int at = words.indexOf(option);
      if (at >= 0 && at + 1 < words.size()) return Optional.of(NftSet.lifetime(words.get(at + 1)));
    }
    return set.lasts();
  }

  /** Finds the sets and their sizes. */
  private static final class Survey extends NftParser {
    private final SetChoice choice = new SetChoice();

    @Override
    void set(NftSet set) {
      choice.set(set.name(), set.type(), set.unfit());
    }

    @Override
    void element(long line, NftSet set, List<String> words) {
      choice.element(set.name());
    }
  }
}
