package org.portsnare.netlink.diag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Command;

@Timeout(60)
class SocketDiagKernelIT {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final SocketDiag diag = namespace.call(SocketDiag::open);

  @BeforeEach
  void up() {
    namespace.call(() -> Command.run("ip", "link", "set", "lo", "up"));
  }

  @AfterEach
  void close() {
    diag.close();
    namespace.close();
  }

  @Test
  void nothingInAFreshNamespace() {
    assertThat(diag.listening()).isEmpty();
    assertThat(diag.established()).isEmpty();
  }

  @Test
  void ipv4() throws IOException {
    listAConnection(StandardProtocolFamily.INET, "127.0.0.1", "127.0.0.1", "127.0.0.1");
  }

  @Test
  void ipv6() throws IOException {
    listAConnection(StandardProtocolFamily.INET6, "::1", "::1", "::1");
  }

  @Test
  void ipv4ConnectionToAnIpv6Listener() throws IOException {
    listAConnection(StandardProtocolFamily.INET6, "::", "127.0.0.1", "127.0.0.1");
  }

  @Test
  void udpSocketsThatTakeAnything() throws IOException {
    try (DatagramChannel open = namespace.call(() -> DatagramChannel.open());
        DatagramChannel connected = namespace.call(() -> DatagramChannel.open())) {
      open.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5300));
      connected.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5300));
      assertThat(diag.receiving())
          .singleElement()
          .satisfies(socket -> assertThat(socket.localPort()).isEqualTo(5300));
    }
  }

  /** The program of the ended connection gets an error; other connections continue. */
  @Test
  void aConnectionIsEnded() throws IOException {
    for (String address : List.of("127.0.0.1", "::1")) {
      try (ServerSocketChannel server = namespace.call(() -> ServerSocketChannel.open())) {
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), 0));
        int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        try (SocketChannel ended = namespace.call(() -> SocketChannel.open(to));
            SocketChannel other = namespace.call(() -> SocketChannel.open(to));
            SocketChannel endedHere = server.accept();
            SocketChannel otherHere = server.accept()) {
          int endedPort = ((InetSocketAddress) ended.getLocalAddress()).getPort();
          assertThat(diag.destroy(socket -> socket.remotePort() == endedPort)).isEqualTo(1);
          ByteBuffer one = ByteBuffer.allocate(1);
          assertThatThrownBy(() -> endedHere.read(one)).isInstanceOf(IOException.class);
          other.write(ByteBuffer.wrap(new byte[] {7}));
          assertThat(otherHere.read(one)).isEqualTo(1);
        }
      }
    }
  }

  private void listAConnection(
      StandardProtocolFamily family, String listen, String connect, String reported)
      throws IOException {
    try (ServerSocketChannel server = namespace.call(() -> ServerSocketChannel.open(family))) {
      server.bind(new InetSocketAddress(InetAddress.ofLiteral(listen), 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      assertThat(diag.listening())
          .singleElement()
          .satisfies(
              socket -> {
                assertThat(socket.local()).isEqualTo(InetAddress.ofLiteral(listen));
                assertThat(socket.localPort()).isEqualTo(port);
                assertThat(socket.remotePort()).isZero();
                assertThat(ownSockets()).contains(socket.inode());
              });
      assertThat(diag.established()).isEmpty();

      InetAddress address = InetAddress.ofLiteral(connect);
      try (SocketChannel client = namespace.call(() -> SocketChannel.open());
          SocketChannel _ = connect(client, server, new InetSocketAddress(address, port))) {
        int clientPort = ((InetSocketAddress) client.getLocalAddress()).getPort();
        InetAddress end = InetAddress.ofLiteral(reported);
        List<InetSocket> established = diag.established();
        assertThat(established)
            .extracting(InetSocket::local, InetSocket::localPort)
            .containsExactlyInAnyOrder(tuple(end, port), tuple(end, clientPort));
        assertThat(established)
            .extracting(InetSocket::remote, InetSocket::remotePort)
            .containsExactlyInAnyOrder(tuple(end, clientPort), tuple(end, port));
        assertThat(ownSockets()).containsAll(established.stream().map(InetSocket::inode).toList());
        assertThat(diag.listening()).hasSize(1);
      }
    }
  }

  private static SocketChannel connect(
      SocketChannel client, ServerSocketChannel server, InetSocketAddress address)
      throws IOException {
    client.connect(address);
    return server.accept();
  }

  private static Tuple tuple(Object... values) {
    return Tuple.tuple(values);
  }

  @Test
  void manyListeners() throws IOException {
    List<ServerSocketChannel> servers = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        ServerSocketChannel server =
            namespace.call(() -> ServerSocketChannel.open(StandardProtocolFamily.INET));
        servers.add(server);
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        ports.add(((InetSocketAddress) server.getLocalAddress()).getPort());
      }
      assertThat(diag.listening())
          .extracting(InetSocket::localPort)
          .containsExactlyInAnyOrderElementsOf(ports);
    } finally {
      for (ServerSocketChannel server : servers) server.close();
    }
    assertThat(diag.listening()).isEmpty();
  }

  /** Inodes of the open sockets of this process, from the links in /proc/self/fd. */
  private static List<Long> ownSockets() {
    List<Long> inodes = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(Long.parseLong(target.substring(8, target.length() - 1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inodes;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException _) {
      // Already closed: the descriptor of the listing itself.
      return "";
    }
  }
}
