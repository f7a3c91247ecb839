package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.cli.lab.Scanner;

/** Packets of connections that conntrack has forgotten are not scans. */
final class StrayEndToEndIT {
  private static SocketChannel connect(String from, int port) throws Exception {
    SocketChannel channel = SocketChannel.open();
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    channel.connect(new InetSocketAddress(InetAddress.ofLiteral(HOST4), port));
    channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    return channel;
  }

  @Test
  void lateFinAckResetAndRetransmittedSynBanNobody() {
    for (String toml :
        List.of(
            "[traps]\nclosed-ports = 3\n",
            "[traps]\ntrigger = \"handshake\"\nclosed-ports = 3\n")) {
      try (Guarded guarded = Guarded.start(toml);
          Probe probe = new Probe(guarded.lab())) {
        lateFins(guarded, probe);
        lateResets(guarded, probe);
        retransmittedSyns(guarded, probe);
        assertThat(guarded.banned()).as(toml).isEmpty();
        assertThat(guarded.client().status().packets().dropped()).isZero();
      }
    }
  }

  /** Ends a service on a trap port and one beside it, and deletes their tracked connections. */
  private static void lateFins(Guarded guarded, Probe probe) {
    List<SocketChannel> clients = new ArrayList<>();
    try (Service trap = Service.on(guarded.lab(), 3306);
        Service plain = Service.on(guarded.lab(), 8080)) {
      assertThat(List.of(trap, plain)).hasSize(2);
      for (int i = 1; i <= 5; i++) {
        String from = "203.0.113." + i;
        clients.add(probe.world().call(() -> connect(from, 3306)));
        clients.add(probe.world().call(() -> connect(from, 8080)));
      }
      guarded.lab().onHost("conntrack", "-F");
    }
    guarded.lab().onHost("conntrack", "-F");
    // FIN/ACK and data to ports without a listener now.
    probe
        .world()
        .call(
            () -> {
              for (SocketChannel client : clients) {
                try {
                  client.write(ByteBuffer.wrap(new byte[] {4}));
                } catch (java.io.IOException e) {
                  // The host has reset it, as hosts do.
                }
                client.close();
              }
              return true;
            });
  }

  private static void lateResets(Guarded guarded, Probe probe) {
    try (Service service = Service.on(guarded.lab(), 3306)) {
      assertThat(service).isNotNull();
      for (int i = 1; i <= 5; i++) {
        String from = "203.0.113." + i;
        SocketChannel client = probe.world().call(() -> connect(from, 3306));
        guarded.lab().onHost("conntrack", "-F");
        probe
            .world()
            .call(
                () -> {
                  // With a linger time of 0, closing sends a reset.
                  client.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
                  client.close();
                  return true;
                });
      }
    }
    for (String flags : List.of("-R", "-RA", "-FA", "-A")) {
      guarded
          .lab()
          .inWorld(
              "hping3", "-c", "5", "-i", "u1000", flags, "-a", "203.0.113.6", "-p", "3306", HOST4);
    }
  }

  /** Sends the same SYN many times to a running service, and to an ended one. */
  private static void retransmittedSyns(Guarded guarded, Probe probe) {
    try (Service service = Service.on(guarded.lab(), 3306)) {
      assertThat(service).isNotNull();
      for (String port : List.of("3306", "8080")) {
        guarded
            .lab()
            .inWorld(
                "hping3",
                "-c",
                "10",
                "-i",
                "u1000",
                "-S",
                "-s",
                "40000",
                "-k",
                "-a",
                "203.0.113.7",
                "-p",
                port,
                HOST4);
      }
      guarded.lab().onHost("conntrack", "-F");
      assertThat(probe.ping("203.0.113.7", HOST4)).isEqualTo(Scanner.Answer.OPEN);
    }
  }
}
