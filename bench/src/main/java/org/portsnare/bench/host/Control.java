package org.portsnare.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.portsnare.view.StatusView;
import org.portsnare.view.Views;

/** The daemon's control socket. Starting a command instead would disturb the measurement. */
public record Control(Path socket) {
  public StatusView status() {
    return Views.STATUS.fromJson(get("/v1/status"));
  }

  /** The body of an answer; HTTP/1.0, so it ends with the connection. */
  String get(String path) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      byte[] bytes = Channels.newInputStream(channel).readAllBytes();
      String answer = new String(bytes, StandardCharsets.UTF_8);
      int lineEnd = answer.indexOf("\r\n");
      String outcome = answer.substring(0, lineEnd);
      if (!outcome.contains(" 200 ")) throw new IOException(path + ": " + outcome);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
