package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Prefix;
import org.portsnare.fact.ToolName;
import org.portsnare.fact.Tools;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.packet.PacketHeader;
import org.portsnare.testing.Lab;

/**
 * Names the first packets of real scanners, and of programs that are none. The result must be the
 * table in {@code docs/fingerprints.md}; {@code -Dfingerprints.update=true} writes it.
 */
final class FingerprintsEndToEndIT {
  private static final String BEGIN = "<!-- measured -->\n";
  private static final String END = "<!-- end -->\n";
  private static final double WANTED = 0.99;

  @TempDir private static Path directory;
  private static Lab lab;
  private static NetworkNamespace world;
  private static List<FingerprintRun.Row> scanners;
  private static List<FingerprintRun.Row> others;

  @BeforeAll
  static void measure() throws IOException {
    lab = Lab.create();
    world = NetworkNamespace.open(lab.worldNamespace());
    scanners = new ArrayList<>();
    others = new ArrayList<>();
    for (FingerprintRun run : FingerprintRun.scanners()) scanners.add(row(run));
    for (FingerprintRun run : FingerprintRun.ordinary()) others.add(row(run));
    for (FingerprintRun.Row row : WrittenSyns.rows()) {
      (row.isScanner() ? scanners : others).add(row);
    }
  }

  @AfterAll
  static void close() {
    if (world != null) world.close();
    if (lab != null) lab.close();
  }

  private static FingerprintRun.Row row(FingerprintRun run) throws IOException {
    Path files = Files.createTempDirectory(directory, "run");
    Wiretap tap = Wiretap.on(lab, files);
    List<byte[]> packets;
    try {
      run.start(lab, world);
    } finally {
      packets = tap.stop();
    }
    Instant now = Instant.now();
    List<ToolName> names = new ArrayList<>();
    int syns = 0;
    for (byte[] packet : packets) {
      if (!isSynFrom(packet, run.senders())) continue;
      syns++;
      ToolName name = Tools.name(packet, now);
      if (name != null) names.add(name);
    }
    return FingerprintRun.Row.of(run.title(), run.tool(), syns, names);
  }

  private static boolean isSynFrom(byte[] packet, List<Prefix> senders) {
    PacketHeader header = new PacketHeader();
    if (!header.decode(packet, 0, packet.length) || !header.hasTcp()) return false;
    return (header.tcpFlags() & 0x12) == 2 && senders.contains(header.sender());
  }

  @Test
  void scannersAreNamedRight() {
    for (FingerprintRun.Row row : scanners) {
      // nmap -O sends few, of many kinds.
      assertThat(row.syns()).as(row.toString()).isGreaterThanOrEqualTo(4);
      assertThat(row.right())
          .as(row.toString())
          .isGreaterThanOrEqualTo((int) (WANTED * row.syns()));
      assertThat(row.wrong()).as(row.toString()).isZero();
    }
  }

  @Test
  void ordinaryProgramsHaveNoName() {
    assertThat(others.stream().mapToInt(FingerprintRun.Row::syns).sum())
        .isGreaterThanOrEqualTo(2_000);
    for (FingerprintRun.Row row : others) {
      assertThat(row.syns()).as(row.toString()).isGreaterThanOrEqualTo(10);
      assertThat(row.wrong()).as(row.toString()).isZero();
    }
  }

  @Test
  void pageSaysWhatWasMeasured() throws IOException {
    Path page = Path.of(Guarded.launcher()).resolveSibling("docs/fingerprints.md");
    String text = Files.readString(page);
    String wanted = filled(text);
    if (Boolean.getBoolean("fingerprints.update")) Files.writeString(page, wanted);
    else assertThat(text).as("-Dfingerprints.update=true writes the table again").isEqualTo(wanted);
  }

  private static String filled(String page) {
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END, from);
    assertThat(from).isGreaterThan(BEGIN.length());
    assertThat(to).isPositive();
    StringBuilder table =
        new StringBuilder("| packets of | named | certain | share named right |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (FingerprintRun.Row row : scanners) table.append(row.markdown());
    for (FingerprintRun.Row row : others) table.append(row.markdown());
    return page.substring(0, from) + table + page.substring(to);
  }
}
