package org.portsnare.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.capture.CaptureBytes.ETHERNET;
import static org.portsnare.capture.CaptureBytes.IPV4;
import static org.portsnare.capture.CaptureBytes.IPV6;
import static org.portsnare.capture.CaptureBytes.MICROSECONDS;
import static org.portsnare.capture.CaptureBytes.NANOSECONDS;
import static org.portsnare.capture.CaptureBytes.RAW;
import static org.portsnare.capture.CaptureBytes.ethernet;
import static org.portsnare.capture.CaptureBytes.pcap;
import static org.portsnare.capture.CaptureBytes.pcapng;

import java.io.ByteArrayInputStream;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.portsnare.packet.PacketHeader;
import org.portsnare.testing.Mutations;

/** Any bytes lead to packets within their limits, an end, or a {@link CaptureException}. */
class CaptureFileFuzzTest {
  private static final int MUTATIONS = 20_000;

  private final PacketHeader header = new PacketHeader();
  private final List<byte[]> corpus =
      List.of(
          pcap(BIG_ENDIAN, MICROSECONDS, ETHERNET)
              .record(ethernet("0800", IPV4))
              .record(ethernet("8100 0001 86dd", IPV6))
              .toByteArray(),
          pcap(LITTLE_ENDIAN, NANOSECONDS, RAW).record(IPV6).record(IPV4).toByteArray(),
          blocks(BIG_ENDIAN),
          blocks(LITTLE_ENDIAN));

  private static byte[] blocks(ByteOrder order) {
    CaptureBytes file = pcapng(order);
    file.describe(ETHERNET, 100, file.timeResolution(9), file.timeOffset(3), file.option(0));
    file.describe(113, 0, file.timeResolution(0xa0));
    file.packet(0, 1_700_000_000_000_000_005L, ethernet("0800", IPV4), 74);
    file.block(77, new byte[8]).simplePacket(ethernet("86dd", IPV6), 78);
    file.obsoletePacket(1, 5, IPV4, 60);
    return file.section(order).describe(RAW, 0).packet(IPV6).toByteArray();
  }

  @Test
  void everyPrefix() {
    for (byte[] valid : corpus) {
      for (int length = 0; length <= valid.length; length++) read(Arrays.copyOf(valid, length));
    }
  }

  @Test
  void mutations() {
    // On a thread of its own: the cost of an exception is its stack trace, and JUnit's is long.
    CompletableFuture.runAsync(this::mutate, task -> Thread.ofPlatform().start(task)).join();
  }

  private void mutate() {
    Mutations mutations = new Mutations(5);
    int whole = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      if (read(mutations.of(corpus.get(i % corpus.size())))) whole++;
    }
    // Some mutations spoil the file, and some do not.
    assertThat(whole).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
  }

  /** Whether the file could be read to its end. */
  private boolean read(byte[] bytes) {
    try (CaptureFile file = CaptureFile.of("fuzz", new ByteArrayInputStream(bytes))) {
      long position = file.position();
      while (file.next()) {
        check(file.packet());
        // Every step reads bytes, so there is an end.
        if (file.position() <= position) throw new AssertionError("stands still");
        position = file.position();
      }
      return true;
    } catch (CaptureException e) {
      if (!e.getMessage().startsWith("read fuzz: at byte ")) throw new AssertionError(e);
      return false;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("reading " + HexFormat.of().formatHex(bytes), e);
    }
  }

  private void check(Captured packet) {
    if (packet.timeNanos() < 0) throw new AssertionError("time " + packet.timeNanos());
    if (packet.length() < 1 || packet.length() > packet.originalLength()) {
      throw new AssertionError(packet.length() + " of " + packet.originalLength());
    }
    if (packet.offset() < 0 || packet.offset() + packet.length() > packet.data().length) {
      throw new AssertionError("at " + packet.offset() + ", " + packet.length());
    }
    if (header.decode(packet.data(), packet.offset(), packet.length())
        && header.sourceAt() >= packet.offset() + packet.length()) {
      throw new AssertionError("addresses outside");
    }
  }
}
