package org.portsnare.cli;

import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packets from the world to the guarded host, with random forged senders. */
final class Flood {
  private final Guarded guarded;
  private final Path config;

  Flood(Guarded guarded, int port) {
    this(guarded, port, "syn");
  }

  /**
   * @param flag the only TCP flag in the packets: {@code syn} or {@code ack}
   */
  Flood(Guarded guarded, int port, String flag) {
    this.guarded = guarded;
    config = guarded.directory().resolve("flood.cfg");
    String mac = guarded.lab().onHost("cat", "/sys/class/net/wan/address").out().strip();
    try {
      Files.writeString(
          config,
          """
          {
            eth(da=%s, sa=02:00:00:00:00:01),
            ipv4(ttl=64, da=%s, sa=drnd(), id=drnd()),
            tcp(dp=%d, sp=drnd(), %s, win=1024, seq=drnd())
          }
          """
              .formatted(mac, HOST4, port, flag));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends this many packets at about this rate; the process ends by itself. */
  Process start(int packets, int perSecond) {
    try {
      return guarded
          .lab()
          .worldProcess(
              "trafgen",
              "--dev",
              "eth0",
              "--conf",
              config.toString(),
              "--num",
              Integer.toString(packets),
              "--rate",
              perSecond + "pps",
              "--cpus",
              "1")
          .redirectErrorStream(true)
          .redirectOutput(guarded.directory().resolve("flood.out").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
