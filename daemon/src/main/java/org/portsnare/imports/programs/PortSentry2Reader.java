package org.portsnare.imports.programs;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.portsnare.ban.Prefix;
import org.portsnare.imports.source.Entry;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.Source;

/**
 * The file of blocked hosts of PortSentry 2, as its {@code block.c} writes it. Each host has the
 * address family in two bytes in the machine's order, and the address in 4 or 16 bytes in network
 * order.
 */
public final class PortSentry2Reader {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private PortSentry2Reader() {}

  /** Whether a file has this format, by its first bytes. */
  public static boolean isLike(byte[] start) {
    if (start.length < 6) return false;
    int family = family(start);
    return family == AF_INET || family == AF_INET6;
  }

  private static int family(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort() & 0xffff;
  }

  public static void read(Source source, Findings findings) throws IOException {
    try (DataInputStream in = new DataInputStream(source.open())) {
      byte[] family = new byte[2];
      for (long number = 1; in.readNBytes(family, 0, 2) == 2; number++) {
        byte[] address = new byte[length(family(family), number)];
        in.readFully(address);
        findings.entry(
            new Entry(number, Prefix.of(address, address.length * 8), Optional.empty(), ""));
      }
    } catch (EOFException e) {
      throw new ImportException("it ends in the middle of an address", e);
    }
  }

  private static int length(int family, long number) {
    return switch (family) {
      case AF_INET -> 4;
      case AF_INET6 -> 16;
      default ->
          throw new ImportException("host " + number + " has the unknown address family " + family);
    };
  }
}
