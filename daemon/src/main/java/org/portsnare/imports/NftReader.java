package org.portsnare.imports;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.portsnare.ban.Lifetime;

/**
 * Sets of nftables, as {@code nft list set} and {@code nft list ruleset} write them, and scripts
 * for {@code nft -f}. What an element has left is its {@code expires}.
 */
final class NftReader {
  private static final Pattern FIRST =
      Pattern.compile(
          "(table|define) .*"
              + "|(add|create|flush|delete|destroy) "
              + "(ruleset|(table|set|map|element) (ip|ip6|inet|arp|bridge|netdev) .*|.*\\{.*)");

  private final Set<String> wanted;

  private NftReader(Set<String> wanted) {
    this.wanted = wanted;
  }

  /** Whether a file whose first line says something this is one. */
  static boolean isLike(String line) {
    return FIRST.matcher(line).matches();
  }

  /**
   * Looks the file through for what sets it has.
   *
   * @param named the sets that were asked for; none for the only one
   * @throws ImportException if it is not clear which set is meant
   */
  static NftReader open(Source source, List<String> named) throws IOException {
    Survey survey = new Survey();
    survey.parse(source);
    return new NftReader(survey.choice.choose(named));
  }

  /** Reads the elements of the sets that are meant. */
  void read(Source source, Findings findings) throws IOException {
    new Elements(findings).parse(source);
  }

  /** One way through the file. */
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

  /** Which sets there are, and how large. */
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
