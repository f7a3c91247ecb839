package org.portsnare.cli.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.portsnare.netlink.NetworkNamespace;

/** Sends SYNs from a namespace, from addresses that it has. */
public final class Scanner {
  /** The reply to a SYN. */
  public enum Answer {
    /** The handshake was completed. */
    OPEN,
    /** A reset, or an ICMP message. */
    CLOSED,
    /** Nothing. */
    SILENCE
  }

  private final NetworkNamespace namespace;

  public Scanner(NetworkNamespace namespace) {
    this.namespace = namespace;
  }

  /** Sends one SYN and does not wait for a reply. */
  public void syn(String from, String to, int port) {
    namespace.run(
        () -> {
          try (SocketChannel channel = bound(from)) {
            channel.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port));
          } catch (IOException e) {
            // The reply does not matter here.
          }
        });
  }

  /** Tries to connect for {@code patienceMillis}. */
  public Answer connect(String from, String to, int port, long patienceMillis) {
    return namespace.call(
        () -> {
          try (SocketChannel channel = bound(from);
              Selector selector = Selector.open()) {
            if (channel.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port))) {
              return Answer.OPEN;
            }
            channel.register(selector, SelectionKey.OP_CONNECT);
            if (selector.select(patienceMillis) == 0) return Answer.SILENCE;
            return channel.finishConnect() ? Answer.OPEN : Answer.SILENCE;
          } catch (IOException e) {
            return Answer.CLOSED;
          }
        });
  }

  private static SocketChannel bound(String from) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    return channel;
  }
}
