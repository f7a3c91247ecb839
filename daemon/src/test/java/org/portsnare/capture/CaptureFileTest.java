package org.portsnare.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.capture.CaptureBytes.ETHERNET;
import static org.portsnare.capture.CaptureBytes.IPV4;
import static org.portsnare.capture.CaptureBytes.IPV6;
import static org.portsnare.capture.CaptureBytes.MICROSECONDS;
import static org.portsnare.capture.CaptureBytes.NANOSECONDS;
import static org.portsnare.capture.CaptureBytes.RAW;
import static org.portsnare.capture.CaptureBytes.ethernet;
import static org.portsnare.capture.CaptureBytes.frame;
import static org.portsnare.capture.CaptureBytes.join;
import static org.portsnare.capture.CaptureBytes.pcap;
import static org.portsnare.capture.CaptureBytes.pcapng;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptureFileTest {
  private static final long SECOND = 1_700_000_000_000_000_000L;

  private record Packet(long nanos, String hex, int original) {}

  /** The contents of a file: its packets, and the error, if there was one. */
  private record Outcome(List<Packet> packets, long notIp, long unknownLink, String error) {
    List<Long> nanos() {
      return packets.stream().map(Packet::nanos).toList();
    }

    List<String> hex() {
      return packets.stream().map(Packet::hex).toList();
    }
  }

  private static CaptureFile open(byte[] bytes) {
    return CaptureFile.of("test.pcap", new ByteArrayInputStream(bytes));
  }

  private static Outcome read(CaptureBytes bytes) {
    return read(bytes.toByteArray());
  }

  private static Outcome read(byte[] bytes) {
    List<Packet> packets = new ArrayList<>();
    try (CaptureFile file = open(bytes)) {
      String error = "";
      try {
        while (file.next()) packets.add(copy(file.packet()));
        assertThat(file.position()).isEqualTo(bytes.length);
      } catch (CaptureException e) {
        error = e.getMessage();
      }
      assertThat(file.next()).isFalse();
      return new Outcome(packets, file.notIp(), file.unknownLink(), error);
    }
  }

  private static Packet copy(Captured packet) {
    int end = packet.offset() + packet.length();
    String hex = HexFormat.of().formatHex(packet.data(), packet.offset(), end);
    return new Packet(packet.timeNanos(), hex, packet.originalLength());
  }

  private static List<String> hex(byte[]... packets) {
    return Arrays.stream(packets).map(HexFormat.of()::formatHex).toList();
  }

  private static ByteOrder order(boolean bigEndian) {
    return bigEndian ? BIG_ENDIAN : LITTLE_ENDIAN;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pcapInBothByteOrdersAndBothUnitsOfTime(boolean bigEndian) {
    for (int magic : new int[] {MICROSECONDS, NANOSECONDS}) {
      CaptureBytes file = pcap(order(bigEndian), magic, ETHERNET);
      file.record(1_700_000_000, 123_456, ethernet("0800", IPV4), 74);
      file.record(4_294_967_295L, 999_999, ethernet("86dd", IPV6), 78);
      Outcome outcome = read(file);
      int unit = magic == MICROSECONDS ? 1000 : 1;
      assertThat(outcome.error()).isEmpty();
      assertThat(outcome.hex()).isEqualTo(hex(IPV4, IPV6));
      assertThat(outcome.nanos())
          .containsExactly(SECOND + 123_456L * unit, 4_294_967_295_000_000_000L + 999_999L * unit);
      assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60, 64);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void pcapngInBothByteOrders(boolean bigEndian) {
    CaptureBytes file = pcapng(order(bigEndian)).describe(ETHERNET, 0).describe(RAW, 0);
    file.packet(0, 1_700_000_000_000_001L, ethernet("0800", IPV4), 74);
    file.packet(1, 1_700_000_000_000_002L, IPV6, 64, file.option(1, (byte) 'n', (byte) 'o'));
    file.obsoletePacket(1, 1_700_000_000_000_003L, IPV4, 60);
    file.simplePacket(ethernet("86dd", IPV6), 78);
    Outcome outcome = read(file);
    assertThat(outcome.error()).isEmpty();
    assertThat(outcome.hex()).isEqualTo(hex(IPV4, IPV6, IPV4, IPV6));
    // A simple packet has no time: it gets the time of the packet before it.
    assertThat(outcome.nanos())
        .containsExactly(SECOND + 1000, SECOND + 2000, SECOND + 3000, SECOND + 3000);
    assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60, 64, 60, 64);
  }

  @Test
  void everySectionHasItsByteOrderAndItsInterfaces() {
    CaptureBytes file = pcapng(BIG_ENDIAN).describe(ETHERNET, 0).describe(RAW, 0);
    file.packet(1, 1, IPV4, 60);
    file.section(LITTLE_ENDIAN).describe(RAW, 0).packet(0, 2, IPV6, 64);
    file.section(BIG_ENDIAN).describe(ETHERNET, 0).packet(0, 3, ethernet("0800", IPV4), 74);
    int at = file.size();
    file.packet(1, 4, IPV4, 60);
    Outcome outcome = read(file);
    assertThat(outcome.nanos()).containsExactly(1000L, 2000L, 3000L);
    assertThat(outcome.hex()).isEqualTo(hex(IPV4, IPV6, IPV4));
    assertThat(outcome.error())
        .isEqualTo(
            "read test.pcap: at byte %d: a packet of interface 1, but only 1 are described"
                .formatted(at));
  }

  @Test
  void blocksAndOptionsOfOtherKindsArePassedOver() {
    CaptureBytes file = pcapng(LITTLE_ENDIAN).block(5, new byte[40]);
    file.describe(RAW, 0, file.option(2, (byte) 'e'), file.timeResolution(9), file.option(0));
    file.block(0x0bad, new byte[1 << 20]).block(0x7fff_0000, new byte[0]);
    file.packet(0, SECOND + 7, IPV4, 60).block(4, new byte[8]);
    assertThat(read(file).nanos()).containsExactly(SECOND + 7);
  }

  @Test
  void nothingBehindTheEndOfOptionsCounts() {
    CaptureBytes file = pcapng(BIG_ENDIAN);
    file.describe(RAW, 0, file.option(0), file.timeResolution(0)).packet(0, 8, IPV4, 60);
    assertThat(read(file).nanos()).containsExactly(8000L);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1700000000, 0, 1700000000000000000",
    "3, 1700000000123, 0, 1700000000123000000",
    "6, 1700000000123456, 0, 1700000000123456000",
    "9, 1700000000123456789, 0, 1700000000123456789",
    "12, 1700000000123456789, 0, 1700000000123456",
    "19, 9223372036854775807, 0, 922337203",
    "20, 9223372036854775807, 0, 92233720",
    "28, 9223372036854775807, 0, 0",
    "127, 9223372036854775807, 0, 0",
    // With the highest bit set: powers of two.
    "128, 1700000000, 0, 1700000000000000000",
    "129, 3, 0, 1500000000",
    "148, 1782579200524288, 0, 1700000000500000000",
    "162, 17179869183, 0, 999999999",
    "191, 4611686018427387904, 0, 500000000",
    "192, 4611686018427387904, 0, 250000000",
    "255, 9223372036854775807, 0, 0",
    // With an offset in seconds.
    "6, 5, 1700000000, 1700000000000005000",
    "6, 1700000000000005, -1700000000, 5000",
  })
  void timesAreCountedInTheInterfacesOwnUnit(int resolution, long time, long offset, long nanos) {
    for (boolean bigEndian : new boolean[] {true, false}) {
      CaptureBytes file = pcapng(order(bigEndian));
      file.describe(RAW, 0, file.timeResolution(resolution), file.timeOffset(offset));
      assertThat(read(file.packet(0, time, IPV4, 60)).nanos()).containsExactly(nanos);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "6, -1, 0",
    "0, 9223372036, 0",
    "6, 5, -1",
    "6, 5, 9223372036854775807",
    "6, 5, -9223372036854775808",
    "9, 9223372035999999999, 9223372034",
  })
  void timeThatDoesNotFitIsAnError(int resolution, long time, long offset) {
    CaptureBytes file = pcapng(BIG_ENDIAN);
    file.describe(RAW, 0, file.timeResolution(resolution), file.timeOffset(offset));
    assertThat(read(file.packet(0, time, IPV4, 60)).error())
        .endsWith(": a time that is not between 1970 and 2262");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 020000000002 020000000001 0800",
    "1, 020000000002 020000000001 8100 0007 0800",
    "1, 020000000002 020000000001 88a8 0007 8100 0008 0800",
    "1, 020000000002 020000000001 9100 0007 0800",
    "12, ''",
    "14, ''",
    "101, ''",
    "228, ''",
    "113, 0000 0001 0006 0200000000010000 0800",
    "113, 0000 0001 0006 0200000000010000 8100 0007 0800",
    "276, 0800 0000 00000003 0001 00 06 0200000000010000",
    "276, 8100 0000 00000003 0001 00 06 0200000000010000 0007 0800",
    "0, 02000000",
    "0, 00000002",
    "108, 00000002",
  })
  void everyLinkTypeIsUnwrapped(int linkType, String header) {
    byte[] frame = frame(header, IPV4);
    Outcome outcome = read(pcap(LITTLE_ENDIAN, MICROSECONDS, linkType).record(frame));
    assertThat(outcome.hex()).isEqualTo(hex(IPV4));
    assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 020000000002 020000000001 86dd",
    "1, 020000000002 020000000001 8100 0007 86dd",
    "12, ''",
    "14, ''",
    "101, ''",
    "229, ''",
    "113, 0000 0001 0006 0200000000010000 86dd",
    "276, 86dd 0000 00000003 0001 00 06 0200000000010000",
    "0, 0a000000",
    "0, 17000000",
    "0, 18000000",
    "0, 0000001c",
    "0, 1e000000",
    "108, 00000018",
  })
  void everyLinkTypeIsUnwrappedForIpv6(int linkType, String header) {
    byte[] frame = frame(header, IPV6);
    Outcome outcome = read(pcap(BIG_ENDIAN, MICROSECONDS, linkType).record(frame));
    assertThat(outcome.hex()).isEqualTo(hex(IPV6));
  }

  @Test
  void bitsAboveTheLinkTypeDoNotCount() {
    CaptureBytes file = pcap(LITTLE_ENDIAN, MICROSECONDS, ETHERNET | 0x5400_0000);
    assertThat(read(file.record(ethernet("0800", IPV4))).hex()).isEqualTo(hex(IPV4));
  }

  @Test
  void whatIsNotIpIsCounted() {
    CaptureBytes file = pcap(BIG_ENDIAN, MICROSECONDS, ETHERNET);
    file.record(ethernet("0806", new byte[28]));
    file.record(ethernet("0800", IPV4));
    // A packet that differs from its ethertype, one that is too short, and none at all.
    file.record(ethernet("0800", IPV6)).record(ethernet("86dd", IPV4));
    file.record(ethernet("0800", new byte[0])).record(new byte[3]).record(new byte[0]);
    file.record(ethernet("8100", new byte[3]));
    file.record(ethernet("8100 0001".repeat(9) + "0800", IPV4));
    Outcome outcome = read(file);
    assertThat(outcome.hex()).isEqualTo(hex(IPV4));
    assertThat(outcome.notIp()).isEqualTo(8);
    assertThat(outcome.unknownLink()).isZero();
  }

  @Test
  void interfacesOfOtherKindsAreCountedAndOthersRead() {
    CaptureBytes file = pcapng(LITTLE_ENDIAN).describe(220, 0).describe(RAW, 0);
    file.packet(0, 1, IPV4, 60).packet(1, 2, IPV6, 64).packet(0, 3, IPV4, 60);
    Outcome outcome = read(file);
    assertThat(outcome.hex()).isEqualTo(hex(IPV6));
    assertThat(outcome.unknownLink()).isEqualTo(2);
    assertThat(outcome.notIp()).isZero();
  }

  @Test
  void packetsThatWereCutOffHaveBothLengths() {
    byte[] cut = Arrays.copyOf(ethernet("0800", IPV4), 14 + 24);
    byte[] start = Arrays.copyOf(IPV4, 24);
    Outcome outcome = read(pcap(BIG_ENDIAN, MICROSECONDS, ETHERNET).record(1, 0, cut, 74));
    assertThat(outcome.hex()).isEqualTo(hex(start));
    assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60);

    CaptureBytes file = pcapng(BIG_ENDIAN).describe(ETHERNET, 38);
    outcome = read(file.packet(0, 1, cut, 74).obsoletePacket(0, 1, cut, 74).simplePacket(cut, 74));
    assertThat(outcome.hex()).isEqualTo(hex(start, start, start));
    assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60, 60, 60);
  }

  @Test
  void singleByteOfPacketIsEnough() {
    byte[] cut = Arrays.copyOf(ethernet("0800", IPV4), 15);
    Outcome outcome = read(pcap(BIG_ENDIAN, MICROSECONDS, ETHERNET).record(1, 0, cut, 74));
    assertThat(outcome.hex()).isEqualTo(hex(new byte[] {0x45}));
    assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60);
  }

  @Test
  void paddingOfTheFrameIsNotPartOfThePacket() {
    byte[] padded = join(ethernet("0800", IPV4), new byte[10]);
    byte[] padded6 = join(ethernet("86dd", IPV6), new byte[4]);
    CaptureBytes file = pcap(BIG_ENDIAN, MICROSECONDS, ETHERNET).record(padded).record(padded6);
    Outcome outcome = read(file.record(1, 0, Arrays.copyOf(padded, 70), padded.length));
    assertThat(outcome.hex()).isEqualTo(hex(IPV4, IPV6, Arrays.copyOf(IPV4, 56)));
    assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60, 64, 60);
  }

  @Test
  void lengthThatIsLeftToTheHardwareIsTheFrames() {
    byte[] segments = IPV4.clone();
    segments[2] = 0;
    segments[3] = 0;
    Outcome outcome = read(pcap(BIG_ENDIAN, MICROSECONDS, RAW).record(segments));
    assertThat(outcome.hex()).isEqualTo(hex(segments));
  }

  @Test
  void originalShorterThanCapturedIsNotBelieved() {
    Outcome outcome = read(pcap(BIG_ENDIAN, MICROSECONDS, RAW).record(1, 0, IPV4, 3));
    assertThat(outcome.packets()).extracting(Packet::original).containsExactly(60);
  }

  @Test
  void packetOfTheGreatestLengthIsRead() {
    byte[] great = Arrays.copyOf(IPV4, CaptureInput.MAX_PACKET);
    great[2] = 0;
    great[3] = 0;
    assertThat(read(pcap(LITTLE_ENDIAN, MICROSECONDS, RAW).record(great)).hex())
        .isEqualTo(hex(great));
    CaptureBytes file = pcapng(LITTLE_ENDIAN).describe(RAW, 0).packet(great);
    assertThat(read(file.simplePacket(great, great.length)).hex()).isEqualTo(hex(great, great));
  }

  @Test
  void fileOfNoPacketsIsRead() {
    assertThat(read(pcap(BIG_ENDIAN, MICROSECONDS, ETHERNET)).error()).isEmpty();
    assertThat(read(pcapng(BIG_ENDIAN)).error()).isEmpty();
  }

  // Damage leads to one sentence; the packets before it have been delivered.

  private static void assertDamaged(CaptureBytes file, int at, String what) {
    Outcome outcome = read(file);
    assertThat(outcome.error()).isEqualTo("read test.pcap: at byte " + at + ": " + what);
    assertThat(outcome.hex()).isEqualTo(hex(IPV4));
  }

  private static CaptureBytes goodPcap() {
    return pcap(BIG_ENDIAN, MICROSECONDS, RAW).record(IPV4);
  }

  private static CaptureBytes goodPcapng() {
    return pcapng(LITTLE_ENDIAN).describe(RAW, 0).packet(IPV4);
  }

  @Test
  void pcapThatEndsTooEarly() {
    assertDamaged(
        goodPcap().u32(1, 2, 3), 100, "the file ends within this packet header, at byte 112");
    assertDamaged(
        goodPcap().u32(1, 2, 60, 60, 0), 100, "the file ends within this packet, at byte 120");
  }

  @Test
  void pcapWithLengthsThatCannotBe() {
    assertDamaged(
        goodPcap().u32(1, 2, -1, 60, 0), 100, "a packet of 4294967295 bytes; the limit is 262144");
    assertDamaged(
        goodPcap().u32(1, 2, 262_145, 60), 100, "a packet of 262145 bytes; the limit is 262144");
    assertDamaged(goodPcap().u32(1, 2, 60, -1), 100, "a packet that had 4294967295 bytes");
  }

  @Test
  void pcapngThatEndsTooEarly() {
    int at = goodPcapng().size();
    String here = "the file ends within this block, at byte " + (at + 8);
    assertDamaged(goodPcapng().u32(6, 100), at, here);
    assertDamaged(goodPcapng().u32(77, 1 << 30), at, here);
    assertDamaged(goodPcapng().u32(0x0a0d0d0a, 28), at, here);
    assertDamaged(goodPcapng().u32(1, 24), at, here);
    assertDamaged(
        goodPcapng().u32(77, 16, 0), at, "the file ends within this block, at byte " + (at + 12));
    assertDamaged(
        goodPcapng().raw((byte) 6), at, "the file ends within this block, at byte " + (at + 1));
  }

  @Test
  void pcapngBlocksWithLengthsThatCannotBe() {
    int at = goodPcapng().size();
    assertDamaged(goodPcapng().u32(77, 8), at, "a block of 8 bytes, which is impossible");
    assertDamaged(goodPcapng().u32(77, 0), at, "a block of 0 bytes, which is impossible");
    assertDamaged(goodPcapng().u32(77, 15, 0, 15), at, "a block of 15 bytes, which is impossible");
    assertDamaged(goodPcapng().u32(6, 28), at, "a block of 28 bytes, which is impossible");
    assertDamaged(goodPcapng().u32(3, 12), at, "a block of 12 bytes, which is impossible");
    assertDamaged(
        goodPcapng().u32(77, 16, 0, 20),
        at,
        "a block of 16 bytes by its beginning and 20 by its end");
    assertDamaged(goodPcapng().u32(1, 1 << 20), at, "an interface described in 1048576 bytes");
  }

  @Test
  void pcapngPacketsThatCannotBe() {
    int at = goodPcapng().size();
    assertDamaged(
        goodPcapng().packet(7, 1, IPV4, 60),
        at,
        "a packet of interface 7, but only 1 are described");
    assertDamaged(
        goodPcapng().packet(-1, 1, IPV4, 60),
        at,
        "a packet of interface 4294967295, but only 1 are described");
    assertDamaged(
        goodPcapng().u32(6, 36, 0, 0, 0, 8, 8, 0, 36),
        at,
        "a packet of 8 bytes in a block with room for 4");
    assertDamaged(
        goodPcapng().u32(6, 36, 0, 0, 0, 262_145, 8, 0, 36),
        at,
        "a packet of 262145 bytes; the limit is 262144");
    assertDamaged(goodPcapng().packet(0, 1, IPV4, -1), at, "a packet that had 4294967295 bytes");
  }

  @Test
  void pcapngSectionsThatCannotBe() {
    int at = goodPcapng().size();
    assertDamaged(
        goodPcapng().u32(0x0a0d0d0a, 28, 1, 2, 3, 4, 28), at, "a section without a byte order");
    assertDamaged(
        goodPcapng().u32(0x0a0d0d0a, 28, 0x1a2b3c4d, 2, -1, -1, 28),
        at,
        "pcapng version 2; only version 1 can be read");
    assertDamaged(
        goodPcapng().u32(0x0a0d0d0a, 24, 0x1a2b3c4d, 1, -1, -1),
        at,
        "a block of 24 bytes, which is impossible");
  }

  @Test
  void optionLongerThanItsBlock() {
    CaptureBytes file = goodPcapng();
    int at = file.size();
    assertDamaged(
        file.describe(RAW, 0, new byte[] {2, 0, 8, 0, 1, 2, 3, 4}),
        at,
        "an option of 8 bytes, but only 4 are left");
  }

  @Test
  void interfacesHaveTheirLimit() {
    CaptureBytes file = goodPcapng();
    for (int i = 1; i < 10_000; i++) file.describe(RAW, 0);
    int at = file.size();
    assertDamaged(file.describe(RAW, 0), at, "a section with more than 10000 interfaces");
  }

  @Test
  void whatIsNoCaptureIsRefused() {
    assertRefused(new byte[0], "the file is empty");
    assertRefused(new byte[3], "not a capture file: it has 3 bytes");
    assertRefused(
        new byte[] {0x7f, 'E', 'L', 'F', 2},
        "not a capture file: it begins with 7f454c46, which neither pcap nor pcapng does");
    assertRefused(
        new byte[] {0x1f, (byte) 0x8b, 8, 0}, "it is compressed; unpack it first, with gunzip");
    assertRefused(
        new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
        "it is compressed; unpack it first, with unzstd");
    assertRefused(
        Arrays.copyOf(goodPcap().toByteArray(), 23),
        "the file ends within this file header, at byte 23");
    assertRefused(
        pcap(BIG_ENDIAN, NANOSECONDS, 3, ETHERNET).toByteArray(),
        "pcap version 3; only version 2 can be read");
    assertRefused(
        pcap(LITTLE_ENDIAN, MICROSECONDS, 105).toByteArray(),
        "link type 105; the supported ones are Ethernet, raw IP, Linux cooked and BSD"
            + " loopback");
  }

  private static void assertRefused(byte[] bytes, String why) {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in =
        new ByteArrayInputStream(bytes) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    assertThatThrownBy(() -> CaptureFile.of("test.pcap", in))
        .isInstanceOf(CaptureException.class)
        .hasMessage("read test.pcap: at byte 0: " + why);
    assertThat(closed).isTrue();
  }

  private static final class Burning extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the disk is on fire");
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return read();
    }
  }

  @Test
  void brokenStreamIsTold() {
    InputStream good = new ByteArrayInputStream(goodPcap().toByteArray());
    InputStream in = new SequenceInputStream(good, new Burning());
    try (CaptureFile file = CaptureFile.of("sdb1", in)) {
      assertThat(file.size()).isEqualTo(CaptureFile.UNKNOWN_SIZE);
      assertThatThrownBy(
              () -> {
                while (file.next()) {}
              })
          .isInstanceOf(CaptureException.class)
          .hasMessageStartingWith("read sdb1: at byte ")
          .hasMessageEndingWith(": the disk is on fire");
    }
  }

  @Test
  void positionGoesFromThereToTheSize(@TempDir Path directory) throws IOException {
    CaptureBytes bytes = goodPcap().record(IPV6).record(IPV4);
    Path path = Files.write(directory.resolve("a.pcap"), bytes.toByteArray());
    try (CaptureFile file = CaptureFile.open(path)) {
      List<Long> positions = new ArrayList<>(List.of(file.position()));
      while (file.next()) positions.add(file.position());
      assertThat(positions).containsExactly(24L, 100L, 180L, 256L);
      assertThat(file.size()).isEqualTo(256);
    }
  }

  @Test
  void fileThatCannotBeOpenedIsTold(@TempDir Path directory) {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> CaptureFile.open(absent))
        .isInstanceOf(CaptureException.class)
        .hasMessage("read " + absent + ": no such file");
    assertThatThrownBy(() -> CaptureFile.open(directory))
        .isInstanceOf(CaptureException.class)
        .hasMessage("read " + directory + ": at byte 0: Is a directory");
  }
}
