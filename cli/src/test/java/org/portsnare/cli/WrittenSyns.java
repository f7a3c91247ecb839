package org.portsnare.cli;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.portsnare.fact.Tool;
import org.portsnare.fact.ToolName;
import org.portsnare.fact.Tools;

/** SYNs as programs send them that this machine does not have, written from their sources. */
final class WrittenSyns {
  private static final int EACH = 200;
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
  private static final int HOST = 0xc6336401;

  private final Random random = new Random(19);

  private WrittenSyns() {}

  /** Fields of a SYN; the others are random. */
  private record Marks(int ttl, boolean dontFragment, int window, String options) {}

  private interface Writer {
    byte[] next();
  }

  static List<FingerprintRun.Row> rows() {
    WrittenSyns syns = new WrittenSyns();
    return List.of(
        row("masscan, main branch", Tool.MASSCAN, syns::newMasscan),
        row(
            "ZMap 4.1, default",
            Tool.ZMAP,
            () -> syns.any(new Marks(64, false, 65_535, "020405b4 01 030308 01 01 0402"))),
        row("ZMap 4.1, linux", Tool.ZMAP, syns::zmapLinux),
        row("ZMap 4.1, bsd", Tool.ZMAP, syns::zmapBsd),
        row("naabu, raw", Tool.NAABU, () -> syns.any(new Marks(255, false, 1_024, "020405b4"))),
        row("Mirai", Tool.MIRAI, syns::mirai),
        row("Windows", null, () -> syns.any(WINDOWS)),
        row("macOS", null, () -> syns.any(MAC)));
  }

  private static final Marks WINDOWS =
      new Marks(128, true, 64_240, "020405b4 01 030308 01 01 0402");
  private static final Marks MAC =
      new Marks(64, true, 65_535, "020405b4 01 030306 01 01 080a 1a2b3c4d 00000000 0402 00 00");

  private static FingerprintRun.Row row(String title, @Nullable Tool tool, Writer writer) {
    List<ToolName> names = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      ToolName name = Tools.name(writer.next(), NOW);
      if (name != null) names.add(name);
    }
    return FingerprintRun.Row.of(title + ", written", tool, EACH, names);
  }

  private byte[] newMasscan() {
    int port = random.nextInt(1, 65_536);
    int seq = random.nextInt();
    int id = (HOST ^ port ^ seq) & 0xffff;
    return syn(new Marks(255, false, 1_025, "020405b4"), id, port, seq);
  }

  private byte[] zmapLinux() {
    String time = HexFormat.of().toHexDigits((int) NOW.getEpochSecond() - random.nextInt(600));
    return any(new Marks(64, false, 65_535, "020405b4 0402 080a" + time + "00000000 01 030307"));
  }

  private byte[] zmapBsd() {
    String time = HexFormat.of().toHexDigits((int) NOW.getEpochSecond() + random.nextInt(600));
    String options = "020405b4 01 030306 01 01 080a" + time + "00000000 0402 00 00";
    return any(new Marks(64, false, 65_535, options));
  }

  private byte[] mirai() {
    Marks marks = new Marks(64, false, random.nextInt(65_536), "");
    return syn(marks, random.nextInt(65_536), 23, HOST);
  }

  private byte[] any(Marks marks) {
    return syn(marks, random.nextInt(65_536), random.nextInt(1, 65_536), random.nextInt());
  }

  /** An IPv4 packet, up to 20 hops away from its sender. */
  private byte[] syn(Marks marks, int id, int port, int seq) {
    byte[] options = HexFormat.of().parseHex(marks.options().replace(" ", ""));
    int padded = (options.length + 3) / 4 * 4;
    ByteBuffer packet = ByteBuffer.allocate(40 + padded);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
    packet.putShort((short) id).putShort((short) (marks.dontFragment() ? 0x4000 : 0));
    packet.put((byte) (marks.ttl() - random.nextInt(20))).put((byte) 6).putShort((short) 0);
    packet.putInt(0xcb007100 | random.nextInt(1, 255)).putInt(HOST);
    packet.putShort((short) random.nextInt(1_024, 65_536)).putShort((short) port);
    packet.putInt(seq).putInt(0);
    packet.put((byte) ((5 + padded / 4) << 4)).put((byte) 2).putShort((short) marks.window());
    packet.putInt(0);
    packet.put(options);
    return packet.array();
  }
}
