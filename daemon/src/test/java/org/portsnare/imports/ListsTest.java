package org.portsnare.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists that others publish. */
final class ListsTest {
  @TempDir private Path directory;
  private Written file;

  @BeforeEach
  void file() {
    file = new Written(directory);
  }

  @Test
  void ranges() throws IOException {
    Recorded found =
        file.read(
            """
            203.0.113.0-203.0.113.255
            203.0.114.4 - 203.0.114.9 # six
            2001:db8::-2001:db8::ffff
            203.0.113.9-203.0.113.4
            203.0.113.9-2001:db8::1
            203.0.113.0/24-203.0.114.0/24
            203.0.113.1-
            -203.0.113.1
            """,
            ImportFormat.LIST);
    assertThat(found.entries)
        .containsExactly(
            "1 203.0.113.0/24 - ",
            "2 203.0.114.4/30 - ",
            "2 203.0.114.8/31 - ",
            "3 2001:db8::/112 - ");
    assertThat(found.bad)
        .containsExactly(
            "4: '203.0.113.9-203.0.113.4' is not a range from an address to a later one",
            "5: '203.0.113.9-2001:db8::1' is not a range from an address to a later one",
            "6: '203.0.113.0/24-203.0.114.0/24' is not a range from an address to a later one",
            "7: '' is not an IPv4 or IPv6 address or prefix",
            "8: '' is not an IPv4 or IPv6 address or prefix");
  }

  @Test
  void addressAndCount() throws IOException {
    Recorded found =
        file.read(
            """
            203.0.113.1 42
            203.0.113.2\t7   # seen
            203.0.113.3,12
            198.51.100.0/24, 3
                 12 203.0.113.4
            2001:db8::1 9
            203.0.113.5 9 9
            203.0.113.6 x
            """,
            ImportFormat.LIST);
    assertThat(found.entries)
        .containsExactly(
            "1 203.0.113.1 - ",
            "2 203.0.113.2 - ",
            "3 203.0.113.3 - ",
            "4 198.51.100.0/24 - ",
            "5 203.0.113.4 - ",
            "6 2001:db8::1 - ");
    assertThat(found.bad)
        .containsExactly(
            "7: '203.0.113.5 9 9' is not an IPv4 or IPv6 address or prefix",
            "8: '203.0.113.6 x' is not an IPv4 or IPv6 address or prefix");
    assertThat(file.read("ip,count\n203.0.113.1,42\n", ImportFormat.CSV).entries)
        .containsExactly("2 203.0.113.1 - ");
  }

  @Test
  void leadingZerosAreRefused() throws IOException {
    assertThat(file.read("010.1.1.1\n203.0.113.007 1\n", ImportFormat.LIST).bad)
        .containsExactly(
            "1: '010.1.1.1' has a number with a leading zero, which some programs read as octal;"
                + " leave it out",
            "2: '203.0.113.007' has a number with a leading zero, which some programs read as"
                + " octal; leave it out");
  }

  @Test
  void dshieldsBlockList() throws IOException {
    Recorded found =
        file.read(
            """
            #   DShield.org Recommended Block List
            #    Columns (tab delimited):
            Start\tEnd\tNetmask\tAttacks\tName\tCountry\temail
            203.0.113.0\t203.0.113.255\t24\t500\tNAME\tCC\tabuse@example.org
            198.51.100.0\t198.51.100.255\t24\t500
            2001:db8::1\t2001:db8::1\t128\t5
            203.0.114.0\t203.0.115.255\t24\t500
            203.0.114.0\t24
            """,
            ImportFormat.DSHIELD);
    assertThat(found.entries)
        .containsExactly("4 203.0.113.0/24 - ", "5 198.51.100.0/24 - ", "6 2001:db8::1 - ");
    assertThat(found.bad)
        .containsExactly(
            "7: '203.0.114.0\t203.0.115.255\t24\t500' has a last address that is not in /24",
            "8: '203.0.114.0\t24' is not 'FIRST LAST LENGTH ...'");
    assertThat(
            file.read("203.0.113.0\t203.0.113.255\t24\t500\tNAME\tCC\n", ImportFormat.DSHIELD)
                .entries)
        .containsExactly("1 203.0.113.0/24 - ");
  }

  @Test
  void spamhausDrop() throws IOException {
    Recorded found =
        file.read(
            """
            {"cidr":"203.0.113.0/24","sblid":"SBL1","rir":"ripencc"}
            {"rir":"arin","cidr":"2001:db8::/32","sblid":null}

            {"asn":64496,"rir":"arin"}
            {"cidr":"203.0.113.1/24","sblid":"SBL2"}
            {"cidr":12}
            {"cidr":"203.0.
            {"name":"x"}
            {"type":"metadata","timestamp":1764000000,"size":2,"records":2,"copyright":"(c)"}
            """,
            ImportFormat.SPAMHAUS);
    assertThat(found.entries).containsExactly("1 203.0.113.0/24 - SBL1", "2 2001:db8::/32 - ");
    assertThat(found.leftOut).containsExactly("a network by number (AS)");
    assertThat(found.bad)
        .containsExactly(
            "5: '203.0.113.1/24' has bits set after the prefix; did you mean 203.0.113.0/24?",
            "6: '{\"cidr\":12}' is not a JSON object",
            "7: '{\"cidr\":\"203.0.' is not a JSON object",
            "8: '{\"name\":\"x\"}' has no cidr");
  }

  @Test
  void netsetOfFireHol() throws IOException {
    Recorded found =
        file.read(
            "#\n# firehol_level1\n#\n0.0.0.0/8\n10.0.0.0/8\n203.0.113.0/24\n224.0.0.0/3\n",
            ImportFormat.LIST);
    assertThat(found.entries)
        .containsExactly(
            "4 0.0.0.0/8 - ", "5 10.0.0.0/8 - ", "6 203.0.113.0/24 - ", "7 224.0.0.0/3 - ");
    assertThat(found.bad).isEmpty();
  }
}
