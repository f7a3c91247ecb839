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

/** Listings and scripts; the output of ipset save is in ImportFileTest. */
final class IpsetReaderTest {
  @TempDir private Path directory;
  private Written file;

  @BeforeEach
  void file() {
    file = new Written(directory);
  }

  @Test
  void listing() {
    Recorded found =
        Recorded.read(sample("ipset.list"), ImportFormat.IPSET, "b", "n", "six", "bmm");
    assertThat(found.entries)
        .containsExactly(
            "9 203.0.113.10 121s set b",
            "10 203.0.113.9 599s set b",
            "11 203.0.113.11 never set b",
            "21 192.0.2.0/24 never set n",
            "41 2001:db8::/32 never set six",
            "51 203.0.113.32/28 never set bmm");
    assertThat(found.bad)
        .containsExactly(
            "22: 192.0.2.1 is an exception (nomatch), which a ban cannot have; allow it instead");
    assertThat(found.leftOut)
        .containsExactly("in set l, of type list:set, which is not a list of addresses");
  }

  @Test
  void listingOfSeveralSetsAsksWhich() {
    Written.assertRefused(
        sample("ipset.list"),
        "it has several sets of addresses: b (hash:ip, 3 elements), n (hash:net, 2 elements), six"
            + " (hash:net, 1 element), bmm (bitmap:ip, 1 element); choose with --set NAME");
  }

  @Test
  void listingOfOneSetWithCrlf() throws IOException {
    String listing =
        """
        Name: b
        Type: hash:ip
        Revision: 6
        Header: family inet hashsize 1024 maxelem 65536 timeout 600
        Size in memory: 408
        References: 1
        Number of entries: 2
        Members:
        203.0.113.9 timeout 589
        203.0.113.10
        """;
    assertThat(file.read(listing.replace("\n", "\r\n"), ImportFormat.IPSET).entries)
        .containsExactly("9 203.0.113.9 589s set b", "10 203.0.113.10 10m set b");
  }

  @Test
  void scriptForRestore() throws IOException {
    String script =
        """
        # generated
        create next hash:net family inet -exist
        flush next
        add next 203.0.113.0/24 -exist
        add next 198.51.100.4-198.51.100.9
        swap next banned
        destroy next
        COMMIT
        """;
    Recorded found = file.read(script, ImportFormat.IPSET);
    assertThat(found.entries)
        .containsExactly(
            "4 203.0.113.0/24 never set next",
            "5 198.51.100.4/30 never set next",
            "5 198.51.100.8/31 never set next");
    assertThat(found.bad).isEmpty();
  }

  @Test
  void shellScript() throws IOException {
    String script =
        """
        #!/bin/sh
        ipset -N bad iphash --hashsize 1024
        /usr/sbin/ipset -A bad 203.0.113.1
        sudo ipset -exist add bad 203.0.113.2 timeout 60
        ipset add -exist bad 203.0.113.3
        ipset -X old
        """;
    Recorded found = file.read(script, ImportFormat.IPSET);
    assertThat(found.entries)
        .containsExactly(
            "3 203.0.113.1 never set bad",
            "4 203.0.113.2 1m set bad",
            "5 203.0.113.3 never set bad");
    assertThat(found.bad).isEmpty();
  }

  @Test
  void scriptThatOnlyFillsASet() throws IOException {
    Recorded found =
        file.read("add bad 203.0.113.1\nadd bad 2001:db8::1 timeout 60\n", ImportFormat.IPSET);
    assertThat(found.entries)
        .containsExactly("1 203.0.113.1 - set bad", "2 2001:db8::1 1m set bad");
    file.assertRefused(
        "add a 203.0.113.1\nadd b 203.0.113.2\n", "it has several sets of addresses: ");
    assertThat(file.read("add a x 1\nadd a 203.0.113.1,tcp:80\n", ImportFormat.IPSET).bad)
        .containsExactly(
            "1: 'x' is not an IPv4 or IPv6 address or prefix",
            "2: '203.0.113.1,tcp:80' is not an IPv4 or IPv6 address or prefix");
  }
}
