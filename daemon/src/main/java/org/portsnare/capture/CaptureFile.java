package org.portsnare.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A capture file, pcap or pcapng, read from its beginning to its end in constant memory:
 *
 * <pre>
 *   try (CaptureFile file = CaptureFile.open(path)) {
 *     Captured packet = file.packet();
 *     while (file.next()) header.decode(packet.data(), packet.offset(), packet.length());
 *   }
 * </pre>
 *
 * <p>Frames without an IPv4 or IPv6 packet are skipped and counted. No captured packet may be
 * longer than 256 KiB. Not thread-safe.
 */
public final class CaptureFile implements AutoCloseable {
  /** Value of {@link #size()} for a pipe or a stream. */
  public static final long UNKNOWN_SIZE = -1;

  private static final int GZIP = 0x1f8b;
  private static final int ZSTD = 0x28b52ffd;

  private final CaptureInput input;
  private final FrameReader reader;
  private final long size;
  private final Captured packet = new Captured();
  private boolean ended;
  private final Map<String, Long> carriers = new TreeMap<>();
  private long notIp;
  private long unknownLink;

  private CaptureFile(CaptureInput input, long size) {
    this.input = input;
    this.size = size;
    this.reader = reader(input);
  }

  /**
   * Opens a file.
   *
   * @throws CaptureException if this fails, or if it is not a capture file
   */
  public static CaptureFile open(Path file) {
    try {
      long size = Files.isRegularFile(file) ? Files.size(file) : UNKNOWN_SIZE;
      return begin(file.toString(), Files.newInputStream(file), size);
    } catch (NoSuchFileException e) {
      throw new CaptureException("read " + file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new CaptureException("read " + file + ": permission denied", e);
    } catch (IOException e) {
      throw new CaptureException("read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a stream, which {@link #close} closes.
   *
   * @param name its name in messages
   * @throws CaptureException if it cannot be read, or if it is not a capture file
   */
  public static CaptureFile of(String name, InputStream in) {
    return begin(name, in, UNKNOWN_SIZE);
  }

  private static CaptureFile begin(String name, InputStream in, long size) {
    CaptureInput input = new CaptureInput(name, in);
    try {
      return new CaptureFile(input, size);
    } catch (CaptureException e) {
      close(input);
      throw e;
    }
  }

  private static FrameReader reader(CaptureInput input) {
    int magic = input.magic();
    return switch (magic) {
      case PcapReader.MICROSECONDS -> new PcapReader(input, ByteOrder.BIG_ENDIAN, 1000);
      case PcapReader.NANOSECONDS -> new PcapReader(input, ByteOrder.BIG_ENDIAN, 1);
      case PcapngReader.SECTION_HEADER -> new PcapngReader(input);
      default -> littleEndianReader(magic, input);
    };
  }

  private static FrameReader littleEndianReader(int magic, CaptureInput input) {
    return switch (Integer.reverseBytes(magic)) {
      case PcapReader.MICROSECONDS -> new PcapReader(input, ByteOrder.LITTLE_ENDIAN, 1000);
      case PcapReader.NANOSECONDS -> new PcapReader(input, ByteOrder.LITTLE_ENDIAN, 1);
      default -> throw input.error(unknown(magic));
    };
  }

  private static String unknown(int magic) {
    if (magic >>> 16 == GZIP) return "it is compressed; unpack it first, with gunzip";
    if (magic == ZSTD) return "it is compressed; unpack it first, with unzstd";
    return "not a capture file: it begins with %08x, which neither pcap nor pcapng does"
        .formatted(magic);
  }

  /** The packet that {@link #next} has read; always the same object. */
  public Captured packet() {
    return packet;
  }

  /**
   * Reads the next IP packet.
   *
   * @return false at the end of the file, and after an error
   * @throws CaptureException if the file is damaged here; the packets before were good
   */
  public boolean next() {
    if (ended) return false;
    ended = true;
    while (reader.next(packet)) {
      if (packet.unwrap()) {
        ended = false;
        return true;
      }
      if (LinkType.isKnown(packet.linkType())) passOver();
      else unknownLink++;
    }
    return false;
  }

  private void passOver() {
    notIp++;
    String carrier = packet.carrier();
    if (carrier != null) carriers.merge(carrier, 1L, Long::sum);
  }

  /**
   * Number of skipped frames with an IP packet inside a carrier that is not read, by the name of
   * the carrier: {@code MPLS} or {@code PPPoE}.
   */
  public Map<String, Long> carriers() {
    return Map.copyOf(carriers);
  }

  /** Number of frames that were skipped because they have no IP packet. */
  public long notIp() {
    return notIp;
  }

  /**
   * Number of frames that were skipped because their interface is of a kind that cannot be read,
   * such as USB. This happens only in pcapng: a pcap file of such a kind cannot be opened.
   */
  public long unknownLink() {
    return unknownLink;
  }

  /** Number of bytes of the file that have been read. */
  public long position() {
    return input.position();
  }

  /**
   * Size of the file when it was opened, in bytes; {@link #UNKNOWN_SIZE} if it is not a regular
   * file.
   */
  public long size() {
    return size;
  }

  @Override
  public void close() {
    close(input);
  }

  private static void close(CaptureInput input) {
    try {
      input.close();
    } catch (IOException e) {
      // All data has been read, or another error was reported.
    }
  }
}
