package org.portsnare.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.portsnare.capture.CaptureFile;
import org.portsnare.capture.Captured;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** Captures every IP packet on the guarded interface of the host with tcpdump. */
final class Wiretap implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Captured bytes per packet: more than the ledger keeps, but few, so that many packets fit. */
  private static final String SNAP = "256";

  /** Size of tcpdump's buffer in KiB. */
  private static final String BUFFER = "16384";

  private final Process tcpdump;
  private final Path file;
  private final Path errors;

  private Wiretap(Process tcpdump, Path file, Path errors) {
    this.tcpdump = tcpdump;
    this.file = file;
    this.errors = errors;
  }

  /** Starts it, with its files in {@code directory}. */
  static Wiretap on(Lab lab, Path directory) {
    Path file = directory.resolve("wan.pcap");
    Path errors = directory.resolve("tcpdump.err");
    String[] command = {
      "tcpdump",
      "-i",
      "wan",
      "-n",
      "-U",
      "--immediate-mode",
      "-s",
      SNAP,
      "-B",
      BUFFER,
      "-Z",
      "root",
      "-w",
      file.toString()
    };
    try {
      Process process = lab.hostProcess(command).redirectError(errors.toFile()).start();
      Wiretap tap = new Wiretap(process, file, errors);
      Await.until("tcpdump listens", PATIENCE, () -> tap.errors().contains("listening on"));
      return tap;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it. Returns the packets of both ends in the order on the wire. */
  List<byte[]> stop() {
    close();
    if (!errors().contains("\n0 packets dropped by kernel")) throw new AssertionError(errors());
    List<byte[]> packets = new ArrayList<>();
    try (CaptureFile capture = CaptureFile.open(file)) {
      Captured packet = capture.packet();
      while (capture.next()) {
        int from = packet.offset();
        packets.add(Arrays.copyOfRange(packet.data(), from, from + packet.length()));
      }
    }
    return packets;
  }

  @Override
  public void close() {
    tcpdump.destroy();
    try {
      tcpdump.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
