package org.portsnare.cli.common;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.portsnare.control.Route;
import org.portsnare.view.Answer;
import org.portsnare.view.ExplainView;
import org.portsnare.view.StatusView;
import org.portsnare.view.Views;

/**
 * Asks the daemon over its control socket.
 *
 * <p>It writes HTTP/1.0 itself: a request line, two headers and a body. The answer ends with the
 * stream. The JDK's client cannot use unix sockets, and a library would cost every command more
 * time than everything else together.
 */
public final class ControlClient {
  private static final long END_SECONDS = 30;
  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int MAX_LINE = 16 * 1024;

  private final Path socket;

  public ControlClient(Path socket) {
    this.socket = socket;
  }

  /**
   * Initializes the classes of sockets and JSON on a second thread, while the first one parses
   * arguments and configuration. This is a fifth of a command's time.
   */
  public static void warmUp() {
    Thread.ofPlatform()
        .name("warm-up")
        .daemon()
        .start(
            () -> {
              try {
                SocketChannel.open(StandardProtocolFamily.UNIX).close();
                Views.ANSWER.toJson(new Answer(true, List.of()));
              } catch (IOException e) {
                // The command meets the same error, and reports it.
              }
            });
  }

  /** An answer whose body is still to be read. */
  public record Reply(int status, InputStream body) implements AutoCloseable {
    public BufferedReader lines() {
      return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    public String text() throws IOException {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** Whether a daemon answers. */
  public boolean isRunning() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  /** Tells the daemon to end, and waits until its process has ended. */
  public int end(Route route) {
    long pid = status().daemon().pid();
    int status = command(route);
    if (status != ExitStatus.DONE) return status;
    ProcessHandle.of(pid).ifPresent(process -> awaitEnd(process, pid));
    return status;
  }

  private static void awaitEnd(ProcessHandle process, long pid) {
    try {
      process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandException("the daemon, process " + pid + ", does not end", e);
    } catch (InterruptedException | ExecutionException e) {
      throw new CommandException("waiting for the daemon failed: " + e.getMessage(), e);
    }
  }

  public StatusView status() {
    return Views.STATUS.fromJson(get(Route.STATUS, Map.of()));
  }

  public ExplainView explain(String address) {
    return Views.EXPLAIN.fromJson(get(Route.EXPLAIN, Map.of("address", address)));
  }

  /** The whole answer of the daemon. */
  public String get(Route route, Map<String, String> query) {
    try (Reply reply = send(route, query, "")) {
      return reply.text();
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Sends a command to the daemon, and prints the answer. */
  public int command(Route route, Map<String, String> query, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    try (Reply reply = open(route, query, List.of(content))) {
      Answer answer = Views.ANSWER.fromJson(reply.text());
      // An exception, so that the caller sends no further requests.
      if (reply.status() == FORBIDDEN) {
        throw new CommandException(String.join("\n", answer.lines()), ExitStatus.FAILED);
      }
      for (String line : answer.lines()) {
        if (answer.done()) System.out.println(line);
        else System.err.println(line);
      }
      if (reply.status() == BAD_REQUEST) return ExitStatus.USAGE;
      return answer.done() ? ExitStatus.DONE : ExitStatus.FAILED;
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** A command that needs nothing more. */
  public int command(Route route) {
    return command(route, Map.of(), "");
  }

  /** Sends a request that must succeed. The caller reads the body of the answer. */
  public Reply send(Route route, Map<String, String> query, String body) {
    return send(route, query, List.of(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** As the other one, with a body in pieces: a long one is not copied together. */
  public Reply send(Route route, Map<String, String> query, List<byte[]> body) {
    Reply reply = open(route, query, body);
    if (reply.status() == 200) return reply;
    try (reply) {
      String why = String.join("\n", Views.ANSWER.fromJson(reply.text()).lines());
      throw new CommandException(
          why, reply.status() == BAD_REQUEST ? ExitStatus.USAGE : ExitStatus.FAILED);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  private Reply open(Route route, Map<String, String> query, List<byte[]> body) {
    SocketChannel channel = connect();
    try {
      String head =
          route.method()
              + " "
              + route.path()
              + encode(query)
              + " HTTP/1.0\r\n"
              + "Host: localhost\r\n"
              + "Content-Length: "
              + body.stream().mapToLong(piece -> piece.length).sum()
              + "\r\n\r\n";
      write(channel, head.getBytes(StandardCharsets.US_ASCII));
      for (byte[] piece : body) write(channel, piece);
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024);
      int status = status(line(in));
      while (!line(in).isEmpty()) {}
      return new Reply(status, in);
    } catch (IOException e) {
      close(channel);
      throw lost(e);
    }
  }

  private SocketChannel connect() {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      Path directory = socket.toAbsolutePath().getParent();
      if (!Files.exists(socket) && (!Files.exists(directory) || Files.isReadable(directory))) {
        throw new CommandException(
            "no daemon runs (there is no socket " + socket + "); start it with portsnare run", e);
      }
      throw new CommandException(
          "cannot reach the daemon at "
              + socket
              + ": "
              + e.getMessage()
              + "; is it running, and are you root or in the group portsnare?",
          e);
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) channel.write(buffer);
  }

  private static int status(String line) throws IOException {
    String[] words = line.split(" ", 3);
    if (words.length < 2 || !words[1].matches("[0-9]{3}")) throw new IOException("'" + line + "'");
    return Integer.parseInt(words[1]);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MAX_LINE) {
      int c = in.read();
      if (c < 0) throw new IOException("the daemon closed the connection");
      if (c == '\n') return line.toString();
      if (c != '\r') line.append((char) c);
    }
    throw new IOException("a header of more than 16 KiB");
  }

  private static String encode(Map<String, String> query) {
    StringBuilder text = new StringBuilder();
    query.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }

  private static CommandException lost(IOException e) {
    return new CommandException("talking to the daemon failed: " + e.getMessage(), e);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The first error is reported already.
    }
  }
}
