package org.portsnare.bench.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.portsnare.bench.host.Flood;
import org.portsnare.bench.report.Text;
import org.portsnare.netlink.NetworkNamespace;

/**
 * Listens on a trap port and writes one log line per connection, for peers that read logs. The line
 * has the form of sshd, which all these peers know.
 */
final class TrapListener implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ROOT);

  private final Path log;
  private final ServerSocketChannel server;
  private final Thread thread;

  TrapListener(Path namespace, Path log) throws IOException {
    this.log = log;
    Files.writeString(log, "");
    try (NetworkNamespace host = NetworkNamespace.open(namespace)) {
      server =
          host.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress(Flood.PORT), 1024));
    }
    thread = Thread.ofPlatform().daemon().start(this::run);
  }

  private void run() {
    try {
      while (true) {
        try (SocketChannel connection = server.accept()) {
          if (connection.getRemoteAddress() instanceof InetSocketAddress from) {
            write(line(from.getAddress().getHostAddress()));
          }
        }
      }
    } catch (AsynchronousCloseException _) {
      // Closing the server ends this thread.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the log lines of this many scanners at once. */
  void flood(int scanners) throws IOException {
    write(
        IntStream.range(0, scanners)
            .mapToObj(i -> line(Text.address(i)))
            .collect(Collectors.joining()));
  }

  private void write(String text) throws IOException {
    Files.writeString(log, text, StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
  }

  private static String line(String address) {
    String time = TIME.format(LocalDateTime.now(ZoneId.systemDefault()));
    return time + " host sshd[4711]: Invalid user trap from " + address + " port 40000\n";
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.join();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
