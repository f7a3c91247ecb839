package org.portsnare.imports.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.imports.Recorded.sample;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.imports.ImportFormat;
import org.portsnare.imports.Recorded;
import org.portsnare.imports.Written;

final class NftReaderTest {
  @TempDir private Path directory;
  private Written file;

  @BeforeEach
  void file() {
    file = new Written(directory);
  }

  @Test
  void rulesetWithSeveralSets() {
    Recorded found =
        Recorded.read(sample("nft.ruleset"), ImportFormat.NFT, "b", "t", "p", "six", "inet f big");
    assertThat(found.entries)
        .containsExactly(
            "5 203.0.113.0/24 never set b",
            "5 203.0.114.4/30 never set b",
            "5 203.0.114.8/31 never set b",
            "13 203.0.113.1 3598s set t",
            "13 203.0.113.2 863998s set t",
            "19 203.0.113.1 never set p",
            "19 203.0.113.2 10798s set p",
            "25 1.2.3.4 never set six",
            "26 2001:db8::/32 never set six",
            "27 2001:db9::1 never set six",
            "27 2001:db9::2/127 never set six",
            "27 2001:db9::4/126 never set six",
            "27 2001:db9::8/127 never set six",
            "48 203.0.113.1 never set big",
            "48 203.0.113.2 never set big",
            "49 203.0.113.3 never set big",
            "49 203.0.113.4 never set big",
            "50 203.0.113.5 never set big",
            "50 203.0.113.6 never set big");
    assertThat(found.bad).isEmpty();
    assertThat(found.leftOut)
        .contains(
            "in set inet f prt, of type inet_service, which is not a list of addresses",
            "in set inet f m, a map, which is not a list of addresses");
  }

  @Test
  void severalSetsAskWhich() {
    Written.assertRefused(
        sample("nft.ruleset"),
        "it has several sets of addresses: inet f b (ipv4_addr, 2 elements), inet f t (ipv4_addr,"
            + " 2 elements), inet f p (ipv4_addr, 2 elements), inet f six (ip6 saddr, 3"
            + " elements), inet f big (ipv4_addr, 6 elements); choose with --set NAME");
    Written.assertRefused(sample("nft.ruleset"), "it has no set 'x', only inet f b (", "x");
    Written.assertRefused(sample("nft.ruleset"), "set m is a map, which is no", "m");
  }

  @Test
  void oneSetNeedsNoName() throws IOException {
    Recorded found =
        file.read(
            """
            # a comment, { with a brace
            table ip filter {
            \tset banned {
            \t\ttype ipv4_addr
            \t\tflags interval,timeout
            \t\ttimeout 1d12h
            \t\telements = { 203.0.113.1 expires 2h3m,
            \t\t\t     203.0.113.2/31 timeout 10m, # why
            \t\t\t     203.0.113.9-203.0.113.8, nobody,
            \t\t\t     203.0.113.7 }
            \t}
            }
            """
                .replace("\n", "\r\n"),
            ImportFormat.NFT);
    assertThat(found.entries)
        .containsExactly(
            "7 203.0.113.1 123m set banned",
            "8 203.0.113.2/31 10m set banned",
            "10 203.0.113.7 36h set banned");
    assertThat(found.bad)
        .containsExactly(
            "9: '203.0.113.9-203.0.113.8' is not a range from an address to a later one",
            "9: 'nobody' is not an IPv4 or IPv6 address or prefix");
  }

  @Test
  void scriptForNft() throws IOException {
    String script =
        """
        #!/usr/sbin/nft -f
        table inet portsnare_list {
          set banned4 { type ipv4_addr; flags interval; }
          set banned6 { type ipv6_addr; flags interval; }
        }
        flush set inet portsnare_list banned4
        flush set inet portsnare_list banned6
        add element inet portsnare_list banned4 {
          203.0.113.0/25,
          203.0.113.200
        }
        add element inet portsnare_list banned6 {
          2001:db8::/48
        }
        """;
    assertThat(file.read(script, ImportFormat.NFT, "banned4", "banned6").entries)
        .containsExactly(
            "9 203.0.113.0/25 never set banned4",
            "10 203.0.113.200 never set banned4",
            "13 2001:db8::/48 never set banned6");
    assertThat(
            file.read("add element filter bad { 203.0.113.1, 203.0.113.2 }\n", ImportFormat.NFT)
                .entries)
        .containsExactly("1 203.0.113.1 - set bad", "1 203.0.113.2 - set bad");
    assertThat(file.read("define BAD = { 203.0.113.1 }\n", ImportFormat.NFT).entries)
        .containsExactly("1 203.0.113.1 - set BAD");
  }

  @Test
  void emptyOrCutOff() throws IOException {
    assertThat(
            file.read("table inet f {\n set b {\n  type ipv4_addr\n }\n}\n", ImportFormat.NFT)
                .entries)
        .isEmpty();
    file.assertRefused(
        "table inet f {\n set b {\n  type ipv4_addr\n  elements = { 203.0.113.1, 203.0",
        "it ends in the middle of a block; create it again");
    file.assertRefused(
        "table inet f {\n set b {\n  type ipv4_addr\n  timeout soon\n }\n}\n",
        "line 4: 'soon' is not a time such as 9d23h59m58s");
    file.assertRefused(
        "table inet f {\n set p {\n  type inet_service\n  elements = { 22 }\n }\n}\n",
        "it has no set of addresses, only inet f p (inet_service, 1 element)");
  }
}
