package org.portsnare.imports.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.imports.ImportFormat;
import org.portsnare.imports.Recorded;
import org.portsnare.imports.Written;

/** CrowdSec's output other than alerts; alerts are in ImportFileTest. */
final class CrowdSecReaderTest {
  private static final String RAW =
      "id,source,ip,reason,action,country,as,events_count,expiration,simulated,alert_id\n";

  @TempDir private Path directory;
  private Written file;

  @BeforeEach
  void file() {
    file = new Written(directory);
  }

  @Test
  void rawDecisions() throws IOException {
    Recorded found =
        file.read(
            RAW
                + """
                1,crowdsec,Ip:203.0.113.7,crowdsecurity/ssh-bf,ban,NL,64496 Net,6,3h59m,false,1
                2,cscli,Range:198.51.100.0/24,manual,ban,,,1,2h,false,2
                3,cscli,Ip:2001:db8::5,manual,ban,,,1,10m0.5s,false,3
                4,cscli,AS:64496,manual,ban,,,1,2h,false,4
                5,cscli,Country:NL,manual,ban,,,1,2h,false,5
                6,crowdsec,Ip:203.0.113.8,s,captcha,,,1,2h,false,6
                7,crowdsec,Ip:203.0.113.9,s,ban,,,1,2h,true,7
                8,crowdsec,Ip:203.0.113.10,s,ban,,,1,-3h,false,8
                9,crowdsec,Ip:203.0.113.11,"it's
                in ""two"" lines, with a comma",ban,,,1,2h,false,9
                10,crowdsec,203.0.113.12,s,ban,,,1,2h,false,10
                11,crowdsec,fe80::12,s,ban,,,1,2h,false,11
                12,crowdsec,Ip:nobody,s,ban,,,1,2h,false,12
                13,crowdsec,Ip:203.0.113.13,s,ban
                """,
            ImportFormat.CROWDSEC);
    assertThat(found.entries)
        .containsExactly(
            "2 203.0.113.7 239m crowdsecurity/ssh-bf",
            "3 198.51.100.0/24 2h manual",
            "4 2001:db8::5 600s manual",
            "10 203.0.113.11 2h it's\nin \"two\" lines, with a comma",
            "12 203.0.113.12 2h s",
            "13 fe80::12 2h s");
    assertThat(found.leftOut)
        .containsExactly(
            "of scope 'AS'",
            "of scope 'Country'",
            "of type 'captcha'",
            "simulated",
            "ended already");
    assertThat(found.bad)
        .containsExactly(
            "14: 'nobody' is not an IPv4 or IPv6 address or prefix",
            "15: it has 5 cells, but the heading has 11");
  }

  @Test
  void columnsInAnotherOrderWithCrlfAMarkAndBlankLines() throws IOException {
    Recorded found =
        file.read(
            "\ufeffExpiration,IP,Action,Reason\r\n\r\n4h,Ip:203.0.113.7,ban,\"a, b\"\r\n,,,\r\n",
            ImportFormat.CROWDSEC);
    assertThat(found.entries).containsExactly("3 203.0.113.7 4h a, b");
    assertThat(found.bad).isEmpty();
  }

  @Test
  void tableForCscliImport() throws IOException {
    Recorded found =
        file.read(
            """
            duration,scope,value,reason,type
            24h,ip,203.0.113.7,scan,ban
            24h,Range,198.51.100.0/24,,ban
            ,,2001:db8::1,,
            24h,ip,203.0.113.8,,captcha
            24h,username,root,,ban
            """,
            ImportFormat.CROWDSEC);
    assertThat(found.entries)
        .containsExactly("2 203.0.113.7 1d scan", "3 198.51.100.0/24 1d ", "4 2001:db8::1 - ");
    assertThat(found.leftOut).containsExactly("of type 'captcha'", "of scope 'username'");
    assertThat(file.read("value\n203.0.113.7\n", ImportFormat.CROWDSEC).entries)
        .containsExactly("2 203.0.113.7 - ");
  }

  @Test
  void streamHasNewAndDeletedDecisions() throws IOException {
    String decision =
        "{\"duration\":\"%s\",\"id\":1,\"origin\":\"CAPI\",\"scenario\":\"s\",\"scope\":\"Ip\","
            + "\"type\":\"%s\",\"value\":\"%s\"}";
    Recorded found =
        file.read(
            "{\"new\":["
                + decision.formatted("1h", "ban", "203.0.113.5")
                + ","
                + decision.formatted("1h", "captcha", "203.0.113.6")
                + ","
                + decision.formatted("1h", "ban", "2001:db8::6")
                + "],\"deleted\":["
                + decision.formatted("-3h", "ban", "203.0.113.7")
                + "]}",
            ImportFormat.CROWDSEC);
    assertThat(found.entries).containsExactly("1 203.0.113.5 1h s", "3 2001:db8::6 1h s");
    assertThat(found.leftOut).containsExactly("of type 'captcha'", "deleted");
    for (String none :
        new String[] {"{\"new\":null,\"deleted\":null}", "{\"deleted\":[],\"new\":[]}\n", "{}"}) {
      assertThat(file.read(none, ImportFormat.CROWDSEC).entries).isEmpty();
    }
  }

  @Test
  void jsonForCscliImportNeedsOnlyValues() throws IOException {
    Recorded found =
        file.read(
            "[{\"value\":\"203.0.113.7\"},{\"duration\":\"4h\",\"reason\":\"r\",\"scope\":\"ip\","
                + "\"type\":\"ban\",\"value\":\"203.0.113.8\"}]",
            ImportFormat.CROWDSEC);
    assertThat(found.entries).containsExactly("1 203.0.113.7 - ", "2 203.0.113.8 4h r");
  }

  @Test
  void whatIsNoJsonOfCrowdSec() throws IOException {
    file.assertRefused(
        "[\n \"203.0.113.1\"]", "it looks like a JSON array of texts; import the output of jq");
    file.assertRefused(
        "{\"nftables\": [{}]}", "it looks like the output of nft -j; import the output of nft");
    file.assertRefused(
        "{\"syncToken\":\"1\",\"prefixes\":[{\"a\":1}]}",
        "it is JSON, but not in a format that import reads: its fields are 'syncToken',"
            + " 'prefixes'");
    file.assertRefused(
        "[{\"value\":\"203.0.113.7\"}]\n[{\"value\":\"203.0.113.8\"}]",
        "there is more JSON after the end of its first value");
    file.assertRefused(
        "[{\"value\":\"203.0.113.7\",\"x\":" + "[".repeat(100_000),
        "its JSON is nested more than 64 levels deep");
    file.assertRefused(
        "[{\"value\":\"203.0.113.7\"},{\"value\":", "it is not the expected JSON, after ban 1");
  }
}
