package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation holds together: every link leads somewhere, and the README stays short. */
final class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final int README_WORDS = 1_200;

  private static List<Path> pages() {
    try (Stream<Path> files = Files.walk(ManualTest.SOURCES.resolve("docs"))) {
      List<Path> pages = new ArrayList<>(files.filter(file -> isPage(file)).toList());
      for (String root : List.of("README.md", "CONTRIBUTING.md")) {
        pages.add(ManualTest.SOURCES.resolve(root));
      }
      return pages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }

  private static String text(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name that a heading has in a link: lower case, hyphens for spaces, no punctuation. */
  private static String anchor(String heading) {
    return heading
        .replaceAll("[`*]", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 _-]", "")
        .replace(' ', '-');
  }

  private static List<String> anchors(Path page) {
    return text(page)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> anchor(line.replaceFirst("^#+ ", "").strip()))
        .toList();
  }

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(text(page));
      while (link.find()) {
        String target = link.group(1);
        if (target.contains("://")) continue;
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        boolean leads = Files.exists(file);
        if (leads && parts.length == 2) leads = anchors(file).contains(parts[1]);
        if (!leads) broken.add(ManualTest.SOURCES.relativize(page) + ": " + target);
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void theIndexHasEveryPage() {
    String index = text(ManualTest.SOURCES.resolve("docs/README.md"));
    String designs = text(ManualTest.SOURCES.resolve("docs/design/README.md"));
    Path docs = ManualTest.SOURCES.resolve("docs");
    for (Path page : pages()) {
      if (!page.startsWith(docs) || page.endsWith("README.md")) continue;
      Path name = docs.relativize(page);
      if (name.startsWith("design")) assertThat(designs).contains("(" + name.getFileName() + ")");
      else assertThat(index).contains("(" + name + ")");
    }
  }

  @Test
  void readmeIsReadInAFewMinutes() {
    String[] words = text(ManualTest.SOURCES.resolve("README.md")).strip().split("\\s+");
    assertThat(words).hasSizeLessThanOrEqualTo(README_WORDS);
  }
}
