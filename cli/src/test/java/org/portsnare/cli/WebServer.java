package org.portsnare.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Lab;

/** A small web site on the guarded host, IPv4 and IPv6: a page, and the pictures in it. */
final class WebServer implements AutoCloseable {
  /** The text of the page. */
  static final String WELCOME = "Welcome to the guarded host";

  private static final String PAGE =
      "<html><body><p>" + WELCOME + "</p><img src=\"/a.png\"><img src=\"/b.png\"></body></html>";

  private final ServerSocket server;

  private WebServer(ServerSocket server) {
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  static WebServer on(Lab lab, int port) {
    try (NetworkNamespace host = NetworkNamespace.open(lab.hostNamespace())) {
      // Both IP versions: the wildcard address of IPv6 accepts IPv4 too.
      return new WebServer(
          host.call(() -> new ServerSocket(port, 50, InetAddress.ofLiteral("::"))));
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException e) {
        // The socket is closed, or the client has already given up.
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      String request = in.readLine();
      if (request == null) return;
      for (String line = request; line != null && !line.isEmpty(); line = in.readLine()) {}
      boolean page = request.contains(" / ");
      String body = page ? PAGE : "";
      String head =
          "HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(page ? "200 OK" : "404 Not Found", body.length());
      client.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // The client has hung up, as scanners do.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
