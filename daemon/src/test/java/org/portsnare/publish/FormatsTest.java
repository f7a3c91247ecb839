package org.portsnare.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.jsonb.Jsonb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.publish.format.HtmlFormat;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Reads each format back. Tools that read the formats for the kernel are in {@link
 * PublishKernelIT}.
 */
final class FormatsTest {
  private static final String[] BANNED = {
    "203.0.113.4", "203.0.113.5", "198.51.100.0/24", "2001:db8:bad:1::/64", "2001:db8:bad::5"
  };

  private static final String[] NEWEST_FIRST = {
    "2001:db8:bad::5", "2001:db8:bad:1::/64", "198.51.100.0/24", "203.0.113.5", "203.0.113.4"
  };

  private static final String[] AGGREGATED = {
    "198.51.100.0/24", "203.0.113.4/31", "2001:db8:bad::5", "2001:db8:bad:1::/64"
  };

  /** No text may break out of a comment, a string or a tag. */
  private static final String CONTACT = "Ann \\ <b>\"O'Neil\" & co</b> => ann@example.net";

  @TempDir private Path directory;

  private Published published() {
    return new Published(directory).add(BANNED).publish(CONTACT);
  }

  @Test
  void plain() {
    try (Published published = published()) {
      assertThat(published.text("portsnare.txt")).isEqualTo(String.join("\n", NEWEST_FIRST) + "\n");
    }
  }

  @Test
  void cidr() {
    try (Published published = published()) {
      assertThat(published.text("portsnare-cidr.txt"))
          .isEqualTo(String.join("\n", AGGREGATED) + "\n");
    }
  }

  @Test
  void netset() {
    try (Published published = published()) {
      assertThat(published.lines("portsnare.netset"))
          .containsExactly("198.51.100.0/24", "203.0.113.4/31");
      assertThat(published.text("portsnare.netset"))
          .startsWith("#\n# portsnare\n#\n# ipv4 hash:net ipset\n#\n")
          .contains("# This File Date   : 2026-11-24T17:06:12Z\n")
          .contains("# Update Frequency : 10 min\n")
          .contains("# Entries          : 2 subnets\n");
      assertThat(published.lines("portsnare6.netset"))
          .containsExactly("2001:db8:bad::5", "2001:db8:bad:1::/64");
      assertThat(published.text("portsnare6.netset")).contains("# ipv6 hash:net ipset\n");
    }
  }

  @Test
  void csv() throws IOException {
    try (Published published = published();
        CSVParser parser =
            CSVParser.parse(
                published.text("portsnare.csv"),
                CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      List<CSVRecord> records = parser.getRecords();
      assertThat(records.stream().map(record -> record.get("address")))
          .containsExactly(NEWEST_FIRST);
      assertThat(records).allMatch(CSVRecord::isConsistent);
      assertThat(records.getFirst().toMap())
          .isEqualTo(
              Map.of(
                  "address", "2001:db8:bad::5",
                  "first_seen", "2026-11-24T16:06:12Z",
                  "last_seen", "2026-11-24T16:06:12Z",
                  "ports", "23",
                  "protocol", "tcp",
                  "trigger", "syn",
                  "evidence", "confirmed",
                  "hits", "1",
                  "dropped", "3"));
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void json() {
    try (Published published = published()) {
      Map<String, Object> all =
          (Map<String, Object>)
              Jsonb.builder().build().type(Object.class).fromJson(published.text("portsnare.json"));
      assertThat(all.get("generated")).isEqualTo("2026-11-24T17:06:12Z");
      assertThat(all.get("contact")).isEqualTo(CONTACT);
      List<Map<String, Object>> bans = (List<Map<String, Object>>) all.get("bans");
      assertThat(bans.stream().map(ban -> (String) ban.get("address")))
          .containsExactly(NEWEST_FIRST);
      assertThat(bans.getFirst().keySet())
          .containsExactlyInAnyOrder(
              "address",
              "first_seen",
              "last_seen",
              "ports",
              "protocol",
              "trigger",
              "evidence",
              "hits",
              "dropped");
    }
  }

  @Test
  void tsv() {
    try (Published published = published()) {
      List<String> lines = published.lines("portsnare.tsv");
      assertThat(lines.getFirst())
          .isEqualTo("Start\tEnd\tNetmask\tAttacks\tFirst seen\tLast seen\tPorts\tProtocol");
      assertThat(lines.get(1))
          .isEqualTo(
              "2001:db8:bad::5\t2001:db8:bad::5\t128\t3\t2026-11-24T16:06:12Z\t"
                  + "2026-11-24T16:06:12Z\t23\ttcp");
      assertThat(lines.get(2))
          .startsWith("2001:db8:bad:1::\t2001:db8:bad:1:ffff:ffff:ffff:ffff\t64\t3\t");
      assertThat(lines.get(3)).startsWith("198.51.100.0\t198.51.100.255\t24\t3\t");
      // As update-ipsets reads DShield's list: the first column, a slash, the third.
      assertThat(
              lines.stream()
                  .skip(1)
                  .map(line -> line.split("\t", -1))
                  .peek(columns -> assertThat(columns).hasSize(8))
                  .map(columns -> Prefix.parse(columns[0] + "/" + columns[2]).toString()))
          .containsExactly(NEWEST_FIRST);
    }
  }

  @Test
  void pf() {
    try (Published published = published()) {
      assertThat(PfTable.parse(published.text("portsnare.pf")).stream().map(Prefix::toString))
          .containsExactly(AGGREGATED);
    }
  }

  @Test
  void gemtext() {
    try (Published published = published()) {
      List<String> lines = published.text("index.gmi").lines().toList();
      assertThat(lines.getFirst()).startsWith("# ");
      List<String> links = new ArrayList<>();
      boolean preformatted = false;
      for (String line : lines) {
        if (line.startsWith("```")) preformatted = !preformatted;
        else if (!preformatted && line.startsWith("=>")) links.add(line.split("\\s+", 3)[1]);
      }
      assertThat(preformatted).isFalse();
      assertThat(links)
          .hasSize(12)
          .allMatch(link -> published.dir().resolve(link).toFile().exists());
      assertThat(lines).contains("Contact for removal: " + CONTACT);
      assertThat(lines).anyMatch(line -> line.contains("2001:db8:bad:1::/64  23  confirmed"));
    }
  }

  @Test
  void html() throws IOException, SAXException, ParserConfigurationException {
    try (Published published = published()) {
      Document page = parse(published.text("index.html"));
      String text = page.getDocumentElement().getTextContent();
      assertThat(text).contains("5 banned now: 3 IPv4, 2 IPv6").contains(CONTACT);
      for (String address : BANNED) assertThat(text).contains(address);
      assertThat(page.getElementsByTagName("b").getLength()).isZero();
      assertThat(page.getElementsByTagName("script").getLength()).isZero();
      assertThat(page.getElementsByTagName("link").getLength()).isZero();
      var links = page.getElementsByTagName("a");
      assertThat(links.getLength()).isGreaterThan(10);
      for (int i = 0; i < links.getLength(); i++) {
        String file = ((Element) links.item(i)).getAttribute("href");
        assertThat(published.dir().resolve(file)).exists();
      }
      assertThat(published.text("index.html")).doesNotContain("url(").doesNotContain("@import");
    }
  }

  /** Every open tag is closed, as in XML; HTML would accept less. */
  private static Document parse(String html)
      throws IOException, SAXException, ParserConfigurationException {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setExpandEntityReferences(false);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void contactIsALinkWhereItIsOne() {
    assertThat(HtmlFormat.contact("abuse@example.net"))
        .isEqualTo("<a href=\"mailto:abuse@example.net\">abuse@example.net</a>");
    assertThat(HtmlFormat.contact("https://example.net/?a=1&b=\"2\""))
        .startsWith("<a href=\"https://example.net/?a=1&amp;b=&quot;2&quot;\">");
    assertThat(HtmlFormat.contact("javascript:alert(1)")).isEqualTo("javascript:alert(1)");
  }

  @Test
  void commentsStayComments() {
    try (Published published = published()) {
      for (String file : List.of("portsnare.nft", "portsnare.ipset", "portsnare.pf")) {
        assertThat(published.text(file).lines().filter(line -> line.contains("O'Neil")))
            .as(file)
            .containsExactly("# Removal   : " + CONTACT);
      }
    }
  }

  @Test
  void probableBansSayThatTheyMayBeForged() {
    try (Published published = new Published(directory)) {
      published.add(
          Published.ban("203.0.113.1", Duration.ofHours(1), Evidence.PROBABLE, "tcp", 23));
      published.publish(published.settings(false, Duration.ZERO, false, ""));
      assertThat(published.text("portsnare.pf")).contains("may be forged");
    }
  }
}
