package org.portsnare.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import org.portsnare.netlink.NetworkNamespace;

/**
 * A socket that nobody reads. Datagrams to it pass the whole network stack; the full buffer drops
 * them without an answer.
 */
public record Sink(DatagramChannel channel) implements AutoCloseable {
  public static final int PORT = 40_001;

  public static Sink open(Path namespace) {
    try (NetworkNamespace host = NetworkNamespace.open(namespace)) {
      return host.call(
          () -> {
            DatagramChannel channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 2048);
            channel.bind(new InetSocketAddress(PORT));
            return new Sink(channel);
          });
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
