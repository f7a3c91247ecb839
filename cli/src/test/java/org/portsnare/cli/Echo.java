package org.portsnare.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.portsnare.netlink.NetworkNamespace;

/** An open connection to a {@link Service}, which sends all data back. */
record Echo(Socket socket, int port) {
  private static final int PATIENCE_MILLIS = 600;

  static Echo connect(NetworkNamespace world, String from, String to, int port) {
    return world.call(
        () -> {
          Socket socket = new Socket();
          socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
          socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port), 5_000);
          socket.setSoTimeout(PATIENCE_MILLIS);
          return new Echo(socket, port);
        });
  }

  /** Whether a byte comes back. */
  boolean answers() throws IOException {
    socket.getOutputStream().write('x');
    try {
      return socket.getInputStream().read() == 'x';
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "connection to port " + port;
  }
}
