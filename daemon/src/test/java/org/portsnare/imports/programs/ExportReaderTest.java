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

/** Portsnare's own output, and other tables. */
final class ExportReaderTest {
  private static final String HEADING =
      "address,since,expires,port,protocol,trigger,evidence,hits,dropped,nth,reason\r\n";

  @TempDir private Path directory;
  private Written file;

  @BeforeEach
  void file() {
    file = new Written(directory);
  }

  @Test
  void reasonWithLinesAndQuotes() throws IOException {
    Recorded found =
        file.read(
            HEADING
                + "203.0.113.1,2026-11-20T12:00:00Z,,0,,manual,confirmed,0,0,1,"
                + "\"a\r\n203.0.113.66,,,0,,manual,confirmed,0,0,1,\"\r\n"
                + "\"203.0.113.2\",2026-11-20T12:00:00Z,2026-11-25T12:00:00Z,23,tcp,syn,probable,"
                + "1,4,1,\"'=1+1, \"\"x\"\"\"\r\n"
                + HEADING
                + "203.0.113.3,2026-11-20T12:00:00Z,,0,,manual,confirmed,0,0,1,x\r\n",
            ImportFormat.CSV);
    assertThat(found.entries)
        .containsExactly(
            "2 203.0.113.1 never manual",
            "4 203.0.113.2 1d syn to port tcp 23",
            "6 203.0.113.3 never manual");
    assertThat(found.bad).isEmpty();
  }

  @Test
  void rowThatIsCutOffIsNoBanForEver() throws IOException {
    assertThat(file.read(HEADING + "203.0.113.1,2026-11-20T12:00:00Z,", ImportFormat.CSV).bad)
        .containsExactly("2: it has 3 cells, but the heading has 11");
    assertThat(
            file.read(
                    HEADING + "203.0.113.1,2026-11-20T12:00:00Z,,0,,manual,confirmed,0,0,1,\"a",
                    ImportFormat.CSV)
                .bad)
        .containsExactly("2: a quote in it is never closed");
    assertThat(
            file.read(
                    HEADING
                        + "203.0.113.1,2026-11-20T12:00:00Z,,0,,manual,confirmed,0,0,1,\""
                        + "a".repeat(100_000)
                        + "\"\r\n",
                    ImportFormat.CSV)
                .bad)
        .containsExactly("2: it is longer than 65536 characters");
  }

  @Test
  void tablesWithAColumnOfAddresses() throws IOException {
    assertThat(
            file.read(
                    """
                    # a comment with a "quote
                    IP,Country,Score
                    203.0.113.1,NL,100
                    "2001:db8::1","NL, there",90
                    """,
                    ImportFormat.CSV)
                .entries)
        .containsExactly("3 203.0.113.1 - ", "4 2001:db8::1 - ");
    assertThat(file.read("ip\tcount\n203.0.113.1\t42\n", ImportFormat.CSV).entries)
        .containsExactly("2 203.0.113.1 - ");
    assertThat(file.read("cidr;note\n203.0.113.0/24;a, b\n", ImportFormat.CSV).entries)
        .containsExactly("2 203.0.113.0/24 - ");
    file.assertRefused(
        "name,country\nexample.org,NL\n",
        "it looks like a table with the columns 'name, country', none of which is 'address'");
  }

  @Test
  void listThatPortsnarePublishes() throws IOException {
    String json =
        """
        {"generated":"2026-11-24T12:00:00Z","evidence":"any","min_age":0,"contact":"","bans":[
        {"address":"203.0.113.1","first_seen":"2026-11-24T11:00:00Z","ports":[23],"protocol":"tcp",\
        "trigger":"syn","evidence":"probable","hits":1,"dropped":2}
        ]}
        """;
    assertThat(file.read(json, ImportFormat.JSON).entries).containsExactly("1 203.0.113.1 - syn");
    assertThat(
            file.read(
                    "address,first_seen,last_seen,ports,protocol,trigger,evidence,hits,dropped\r\n"
                        + "203.0.113.1,2026-11-24T11:00:00Z,2026-11-24T11:00:00Z,23 80,tcp,syn,"
                        + "probable,1,2\r\n",
                    ImportFormat.CSV)
                .entries)
        .containsExactly("2 203.0.113.1 - syn");
    file.assertRefused(
        "{\"address\":\"203.0.113.1\"}\n", "it looks like bans of Portsnare with one");
  }

  @Test
  void jsonWithoutAnAddress() throws IOException {
    assertThat(file.read("[{\"address\":null},{\"since\":\"x\"}]", ImportFormat.JSON).bad)
        .containsExactly("1: it has no address", "2: it has no address");
  }
}
