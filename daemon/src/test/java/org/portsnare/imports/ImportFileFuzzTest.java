package org.portsnare.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.imports.Recorded.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.imports.source.ImportException;
import org.portsnare.testing.Mutations;

/** Any bytes lead to bans, bad lines, or an {@link ImportException} with one sentence. */
final class ImportFileFuzzTest {
  /** {@code -Dimport.mutations=40000} makes it longer. */
  private static final int MUTATIONS = Integer.getInteger("import.mutations", 6_000);

  private static final String EXPORT =
      """
      [
      {"address":"203.0.113.7","since":"2026-11-20T12:00:00Z","expires":"2026-11-25T12:00:00Z",\
      "port":23,"protocol":"tcp","trigger":"syn","evidence":"probable","hits":1,"reason":"\\u00e9"},
      {"address":"2001:db8::/64","expires":null,"port":0,"protocol":"","trigger":"manual"}
      ]
      """;

  private static final String STREAM =
      "{\"new\":[{\"duration\":\"1h\",\"id\":1,\"origin\":\"CAPI\",\"scenario\":\"s\",\"scope\":"
          + "\"Ip\",\"type\":\"ban\",\"value\":\"203.0.113.5\",\"simulated\":false}],"
          + "\"deleted\":[{\"id\":2,\"value\":\"203.0.113.6\"}]}";

  @TempDir private Path directory;

  @Test
  void mutations() {
    // On a thread of its own: the cost of an exception is its stack trace, and JUnit's is long.
    CompletableFuture.runAsync(this::mutate, task -> Thread.ofPlatform().start(task)).join();
  }

  private void mutate() {
    Mutations mutations = new Mutations(7);
    List<byte[]> corpus = corpus();
    int whole = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      if (read(mutations.of(corpus.get(i % corpus.size())))) whole++;
    }
    // Some mutations spoil the file, and some do not.
    assertThat(whole).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
  }

  /** Each JSON file cut off at every byte, as after a download that breaks off. */
  @Test
  void beginnings() throws IOException {
    for (byte[] whole : List.of(bytes(EXPORT), bytes(STREAM))) {
      for (int length = 0; length < whole.length; length++) {
        read(java.util.Arrays.copyOf(whole, length));
      }
    }
    byte[] alerts = Files.readAllBytes(sample("decisions.json"));
    for (int length = 0; length < 1_500; length++) read(java.util.Arrays.copyOf(alerts, length));
  }

  /** After these, the parser reads beyond its buffer if a name is cut off. */
  @Test
  void namesThatBreakOff() {
    byte[] cut = bytes("[\n{\"ab");
    for (int i = 0; i < 256; i++) {
      for (int at : new int[] {cut.length - 2, cut.length - 1}) {
        byte[] spoiled = cut.clone();
        spoiled[at] = (byte) i;
        assertThat(read(spoiled)).isFalse();
      }
    }
  }

  private static List<byte[]> corpus() {
    try {
      List<byte[]> corpus = new ArrayList<>();
      for (String name :
          List.of(
              "ipset.save",
              "ipset.list",
              "nft.ruleset",
              "decisions.json",
              "portsentry.blocked.tcp")) {
        corpus.add(Files.readAllBytes(sample(name)));
      }
      corpus.add(HexFormat.of().parseHex("0200cb0071070a0020010db8000000000000000000000001"));
      for (String text : texts()) corpus.add(bytes(text));
      corpus.add(Written.gzip(bytes(EXPORT)));
      return corpus;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts() {
    return List.of(
        EXPORT,
        STREAM,
        """
        create a hash:ip family inet timeout 60
        add a 203.0.113.1
        add a 203.0.113.2 timeout 5
        """,
        """
        203.0.113.7
        192.0.2.0/24 # c
        2001:db8::/32 ; c
        203.0.113.4-203.0.113.9
        203.0.113.1 7
        """,
        """
        id,ip,reason,action,expiration,simulated
        1,Ip:203.0.113.7,"a
        b",ban,3h59m,false
        """,
        """
        address,since,expires,port,protocol,trigger
        203.0.113.7,,2026-11-25T12:00:00Z,23,tcp,syn
        """,
        """
        table inet f {
         set b { type ipv4_addr; timeout 1d; elements = { 203.0.113.1 expires 2h, 203.0.113.9 }; }
        }
        """,
        """
        add element ip f b { 203.0.113.1, 203.0.113.2-203.0.113.4 timeout 1h comment "c" }
        """,
        """
        {"cidr":"203.0.113.0/24","sblid":"SBL1"}
        {"type":"metadata","size":1}
        """,
        "203.0.113.0\t203.0.113.255\t24\t500\tNAME\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private boolean read(byte[] bytes) {
    try {
      Path file = Files.write(directory.resolve("file"), bytes);
      Recorded recorded = new Recorded();
      ImportFile.open(file, "fuzz", null, List.of()).read(Recorded.NOW, recorded);
      return recorded.bad.isEmpty();
    } catch (ImportException e) {
      boolean sentence = e.getMessage().startsWith("import fuzz: ");
      if (!sentence || e.getMessage().contains("\n")) throw new AssertionError(e);
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
