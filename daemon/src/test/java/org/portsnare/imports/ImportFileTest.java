package org.portsnare.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.imports.Recorded.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.imports.source.GoDuration;
import org.portsnare.imports.source.ImportException;

/** Every format except fail2ban's, which has a test of its own. */
final class ImportFileTest {
  @TempDir private Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("file"), text);
  }

  private Recorded read(String text, ImportFormat expected, String... sets) throws IOException {
    return Recorded.read(file(text), expected, sets);
  }

  private static void assertRefused(Path file, String why, String... sets) {
    assertThatThrownBy(() -> ImportFile.open(file, "name", null, List.of(sets)))
        .isInstanceOf(ImportException.class)
        .hasMessageStartingWith("import name: " + why);
  }

  @Test
  void ipsetKeepsWhatIsLeft() {
    Recorded banned = Recorded.read(sample("ipset.save"), ImportFormat.IPSET, "banned");
    assertThat(banned.entries)
        .containsExactly(
            "2 203.0.113.7 859999s set banned",
            "3 198.51.100.9 863999s set banned",
            "4 203.0.113.8 never set banned");
    assertThat(banned.bad).isEmpty();
    assertThat(banned.leftOut)
        .contains(
            "in set six", "in set ports, of type bitmap:port, which is not a list of addresses");
  }

  @Test
  void ipsetOfNetworksOfIpv6AndWithANetmask() {
    Recorded all =
        Recorded.read(sample("ipset.save"), ImportFormat.IPSET, "nets", "six", "six-nets", "wide");
    assertThat(all.entries)
        .containsExactly(
            "7 192.0.2.0/25 never set nets",
            "9 2001:db8::1 599s set six",
            "11 2001:db8:1::/48 never set six-nets",
            "13 203.0.113.0/24 never set wide");
    assertThat(all.bad)
        .containsExactly(
            "6: 192.0.2.1 is an exception (nomatch), which a ban cannot have; allow it instead");
  }

  @Test
  void ipsetWithSeveralSetsAsksWhich() {
    assertRefused(
        sample("ipset.save"),
        "it has several sets of addresses: banned (hash:ip, 3 elements), nets (hash:net, 2"
            + " elements), six (hash:ip, 1 element), six-nets (hash:net, 1 element), wide (hash:ip,"
            + " 1 element); choose with --set NAME");
    assertRefused(sample("ipset.save"), "it has no set 'bannd', only banned (hash:ip,", "bannd");
    assertRefused(
        sample("ipset.save"),
        "set ports is of type bitmap:port, which is not a list of addresses",
        "ports");
  }

  @Test
  void ipsetWithOneSetOfAddressesNeedsNoName() throws IOException {
    Recorded found =
        read(
            """
            create ports bitmap:port range 1-1024
            add ports 23
            create empty hash:ip family inet timeout 60
            create banned hash:ip family inet timeout 60
            add banned 203.0.113.7
            add banned 203.0.113.8 timeout 9999999999
            add banned 203.0.113.9 timeout x
            add banned 2001:db8::1
            add other 203.0.113.9
            del banned 203.0.113.9
            """,
            ImportFormat.IPSET);
    assertThat(found.entries)
        .containsExactly("5 203.0.113.7 1m set banned", "6 203.0.113.8 36500d set banned");
    assertThat(found.bad)
        .containsExactly(
            "7: 'x' is not a timeout in seconds",
            "8: 2001:db8::1 is not of the family of set banned",
            "9: set 'other' was not created in the lines before",
            "10: 'del banned 203.0.113.9' is neither 'create' nor 'add SET ELEMENT'");
  }

  @Test
  void ipsetWithoutAddressesIsRefused() throws IOException {
    assertRefused(
        file("create ports bitmap:port range 1-1024\nadd ports 23\n"),
        "it has no set of addresses, only ports (bitmap:port, 1 element)");
  }

  @Test
  void crowdSecHasOnlyBansOfAddressesAndRanges() {
    Recorded found = Recorded.read(sample("decisions.json"), ImportFormat.CROWDSEC);
    assertThat(found.entries)
        .containsExactly(
            "1 203.0.113.77 315359999s scan",
            "4 198.51.100.0/24 86398s manual 'ban' from 'machine'",
            "5 2001:db8::5 598s manual 'ban' from 'machine'",
            "6 203.0.113.5 14398s manual 'ban' from 'machine'");
    assertThat(found.leftOut).containsExactly("of scope 'AS'", "of type 'captcha'");
    assertThat(found.bad).isEmpty();
  }

  @Test
  void crowdSecDecisionsWithoutAlerts() throws IOException {
    String decision =
        "{\"duration\":\"%s\",\"scenario\":\"s\",\"scope\":\"%s\",\"type\":\"ban\","
            + "\"value\":\"%s\",\"simulated\":%s}";
    Recorded found =
        read(
            "["
                + String.join(
                    ",",
                    decision.formatted("1h", "ip", "203.0.113.1", "false"),
                    decision.formatted("-2m3s", "Ip", "203.0.113.2", "false"),
                    decision.formatted("1h", "Ip", "203.0.113.3", "true"),
                    decision.formatted("1h", "Ip", "nobody", "false"),
                    decision.formatted("1 h", "Ip", "203.0.113.5", "false"),
                    "{\"type\":\"ban\",\"value\":null}")
                + "]",
            ImportFormat.CROWDSEC);
    assertThat(found.entries).containsExactly("1 203.0.113.1 1h s");
    assertThat(found.leftOut).containsExactly("ended already", "simulated");
    assertThat(found.bad)
        .containsExactly(
            "4: 'nobody' is not an IPv4 or IPv6 address or prefix",
            "5: '1 h' is not a duration such as 3h59m12.5s",
            "6: it has no value");
  }

  @Test
  void crowdSecWithoutDecisions() throws IOException {
    assertThat(read("null\n", ImportFormat.CROWDSEC).entries).isEmpty();
    assertThat(read("[]\n", ImportFormat.CROWDSEC).entries).isEmpty();
    assertThat(read("[{\"decisions\":null,\"id\":1}]", ImportFormat.CROWDSEC).entries).isEmpty();
  }

  @Test
  void brokenJsonIsRefusedAsAWhole() throws IOException {
    ImportFile broken =
        ImportFile.open(file("[{\"decisions\":[{\"value\""), "name", null, List.of());
    assertThatThrownBy(() -> broken.read(Recorded.NOW, new Recorded()))
        .isInstanceOf(ImportException.class)
        .hasMessageStartingWith("import name: it is not the expected JSON, after ban 0: ")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "12.5s, 12500",
    "3h59m12.5s, 14352500",
    "1h0m0s, 3600000",
    "250ms, 250",
    "1.5µs, 0",
    "-1m30s, -90000",
  })
  void goDurations(String text, long millis) {
    assertThat(GoDuration.millis(text)).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"h", "1", "1d", "1h-1m", "'1h 1m'", "9999999999h", "--1h"})
  void noGoDurations(String text) {
    assertThatThrownBy(() -> GoDuration.millis(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void portSentryOldAndNew() throws IOException {
    Recorded found = Recorded.read(sample("portsentry.blocked.tcp"), ImportFormat.PORTSENTRY);
    assertThat(found.entries)
        .containsExactly(
            "1 203.0.113.7 - port tcp 23",
            "2 203.0.113.8 - port tcp 445",
            "3 203.0.113.9 - port udp 161");
    assertThat(found.bad).isEmpty();
    assertThat(
            read("1 - 1/1/2026 1:1:1 Host: a/b Port: 1 TCP Blocked\n", ImportFormat.PORTSENTRY).bad)
        .containsExactly("1: 'b' is not an IPv4 or IPv6 address or prefix");
  }

  @Test
  void portSentry2KeepsAddressesInBinary() throws IOException {
    // As block.c of PortSentry 2 writes it, on a little-endian machine.
    byte[] blocked =
        HexFormat.of()
            .parseHex("0200cb007107" + "0a0020010db8000000000000000000000001" + "0200cb007108");
    Path file = Files.write(directory.resolve("blocked"), blocked);
    assertThat(Recorded.read(file, ImportFormat.PORTSENTRY).entries)
        .containsExactly("1 203.0.113.7 - ", "2 2001:db8::1 - ", "3 203.0.113.8 - ");
    Files.write(file, java.util.Arrays.copyOf(blocked, blocked.length - 1));
    assertThatThrownBy(() -> Recorded.read(file, ImportFormat.PORTSENTRY))
        .hasMessage("import file: it ends in the middle of an address");
  }

  @Test
  void listsWithComments() throws IOException {
    Recorded found =
        read(
            "\ufeff"
                + """
                # FireHOL's comments, Spamhaus' comments
                ; last modified

                203.0.113.7
                  203.0.113.8   # pf indents
                192.0.2.0/24 ; SBL1
                2001:db8::1
                2001:DB8:1::/48
                192.0.2.1/24
                !192.0.2.5
                example.org
                """
                + "1".repeat(5_000)
                + "\n203.0.113.9",
            ImportFormat.LIST);
    assertThat(found.entries)
        .containsExactly(
            "4 203.0.113.7 - ",
            "5 203.0.113.8 - ",
            "6 192.0.2.0/24 - ",
            "7 2001:db8::1 - ",
            "8 2001:db8:1::/48 - ",
            "13 203.0.113.9 - ");
    assertThat(found.bad)
        .containsExactly(
            "9: '192.0.2.1/24' has bits set after the prefix; did you mean 192.0.2.0/24?",
            "10: '!192.0.2.5' is an exception, not a ban",
            "11: 'example.org' is not an IPv4 or IPv6 address or prefix",
            "12: it is too long");
  }

  @Test
  void exportOfAnotherPortsnare() throws IOException {
    String csv =
        """
        address,since,expires,port,protocol,trigger,evidence,hits,dropped,nth,reason\r
        203.0.113.7,2026-11-20T12:00:00Z,2026-11-25T12:00:00Z,23,tcp,syn,probable,1,4,1,\r
        2001:db8::/64,2026-11-20T12:00:00Z,,0,,manual,confirmed,0,0,1,"a, ""b""\"\r
        203.0.113.8,2026-11-20T12:00:00Z,2026-11-24T12:00:00Z,23,tcp,syn,probable,1,4,1,\r
        203.0.113.9,2026-11-20T12:00:00Z,tomorrow,23,tcp,syn,probable,1,4,1,\r
        """;
    Recorded found = read(csv, ImportFormat.CSV);
    assertThat(found.entries)
        .containsExactly("2 203.0.113.7 1d syn to port tcp 23", "3 2001:db8::/64 never manual");
    assertThat(found.leftOut).containsExactly("ended already");
    assertThat(found.bad).containsExactly("5: 'tomorrow' is not a time");

    String json =
        """
        [
        {"address":"203.0.113.7","since":"2026-11-20T12:00:00Z","expires":"2026-11-25T12:00:00Z",\
        "port":23,"protocol":"tcp","trigger":"syn","evidence":"probable","hits":1,"reason":""},
        {"address":"203.0.113.8","expires":null,"port":0,"protocol":"","trigger":"manual"}
        ]
        """;
    assertThat(read(json, ImportFormat.JSON).entries)
        .containsExactly("1 203.0.113.7 1d syn to port tcp 23", "2 203.0.113.8 never manual");
  }

  @Test
  void whatIsNothingThatCanBeImported() throws IOException {
    assertRefused(
        Files.write(directory.resolve("bin"), "x\0y".getBytes(StandardCharsets.UTF_8)),
        "it is neither text nor a database");
    assertRefused(
        file("203.0.113.7\n"), "only an ipset or nft file has sets, and this is of", "banned");
  }

  @Test
  void emptyFileIsAnEmptyList() throws IOException {
    assertThat(read("", ImportFormat.LIST).entries).isEmpty();
  }
}
