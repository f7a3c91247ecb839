package org.portsnare.capture;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.capture.CaptureBytes.ETHERNET;
import static org.portsnare.capture.CaptureBytes.IPV4;
import static org.portsnare.capture.CaptureBytes.IPV6;
import static org.portsnare.capture.CaptureBytes.ethernet;
import static org.portsnare.capture.CaptureBytes.pcapng;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.netlink.route.Rtnetlink;
import org.portsnare.packet.PacketHeader;
import org.portsnare.testing.Command;

/** Reads files of tcpdump, and lets tcpdump read the files that the other tests write by hand. */
@Timeout(60)
final class CaptureFileKernelIT {
  private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");
  private static final int PORT = 7777;

  @TempDir Path directory;
  private final NetworkNamespace namespace = NetworkNamespace.create();

  @BeforeEach
  void up() {
    try (Rtnetlink route = namespace.call(Rtnetlink::open)) {
      route.up("lo");
    }
  }

  @AfterEach
  void close() {
    namespace.close();
  }

  /** On loopback, the link type is Ethernet; on "any", it is Linux cooked, in either version. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-i lo",
        "-i lo --time-stamp-precision=nano",
        "-i lo -s 40",
        "-i any -y LINUX_SLL",
        "-i any -y LINUX_SLL2"
      })
  void whatTcpdumpWritesIsRead(String options) throws Exception {
    Path path = directory.resolve("lo.pcap");
    Instant before = Instant.now();
    capture(path, options.split(" "));
    List<Integer> originals = new ArrayList<>();
    PacketHeader header = new PacketHeader();
    try (CaptureFile file = CaptureFile.open(path)) {
      Captured packet = file.packet();
      while (file.next()) {
        assertThat(header.decode(packet.data(), packet.offset(), packet.length())).isTrue();
        assertThat(header.protocol()).isEqualTo(PacketHeader.UDP);
        assertThat(header.totalLength()).isEqualTo(packet.originalLength());
        assertThat(Instant.EPOCH.plusNanos(packet.timeNanos()))
            .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
        originals.add(packet.originalLength());
      }
      assertThat(file.position()).isEqualTo(file.size());
    }
    assertThat(originals).containsExactly(28 + 100, 28 + 101, 28 + 102);
  }

  /** Runs tcpdump until it has seen three datagrams, of 100, 101 and 102 bytes. */
  private void capture(Path into, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("tcpdump", "-Z", "root", "-n", "-U"));
    command.addAll(List.of("--immediate-mode", "-Q", "in", "-c", "3", "-w", into.toString()));
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("udp", "port", Integer.toString(PORT)));
    Process tcpdump = namespace.call(() -> new ProcessBuilder(command).start());
    try (BufferedReader errors = tcpdump.errorReader()) {
      String line = errors.readLine();
      while (line != null && !line.contains("listening on")) line = errors.readLine();
      assertThat(line).as("tcpdump does not listen").isNotNull();
      for (int i = 0; i < 3; i++) send(100 + i);
      assertThat(tcpdump.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      tcpdump.destroyForcibly();
    }
  }

  private void send(int bytes) throws IOException {
    try (DatagramSocket socket = namespace.call(() -> new DatagramSocket())) {
      socket.send(new DatagramPacket(new byte[bytes], bytes, LOCALHOST, PORT));
    }
  }

  @Test
  void tcpdumpReadsTheSameInHandWrittenBlocks() throws IOException {
    for (ByteOrder order : List.of(BIG_ENDIAN, LITTLE_ENDIAN)) {
      CaptureBytes bytes = pcapng(order);
      bytes.describe(ETHERNET, 0, bytes.timeResolution(0x94), bytes.timeOffset(5), bytes.option(0));
      bytes.packet(0, 1_782_579_200_524_288L, ethernet("0800", IPV4), 74);
      bytes.obsoletePacket(0, 1_782_579_200_786_432L, ethernet("86dd", IPV6), 78);
      bytes.simplePacket(ethernet("0800", IPV4), 74);
      Path path = Files.write(directory.resolve("by-hand.pcapng"), bytes.toByteArray());
      String[] lines =
          Command.run("tcpdump", "-Z", "root", "-n", "-tt", "--nano", "-r", path.toString())
              .split("\n");
      assertThat(lines).hasSize(3);
      try (CaptureFile file = CaptureFile.open(path)) {
        for (String line : lines) {
          assertThat(file.next()).isTrue();
          boolean ipv6 = file.packet().data()[file.packet().offset()] >> 4 == 6;
          assertThat(line).contains(ipv6 ? "IP6 2001:db8:bad::5.46130" : "IP 203.0.113.7.48000");
          // For tcpdump, a simple packet has the time 0, and the offset is added.
          if (!line.startsWith("5.0")) {
            assertThat(line).startsWith(seconds(file.packet().timeNanos()));
          }
        }
        assertThat(file.next()).isFalse();
      }
      assertThat(lines[1]).startsWith("1700000005.75");
    }
  }

  private static String seconds(long nanos) {
    return "%d.%09d ".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }
}
