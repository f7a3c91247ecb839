package org.portsnare.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.portsnare.http.HttpServer;
import org.portsnare.view.Answer;
import org.portsnare.view.Views;

/** The control API on its socket. */
public final class ControlServer implements AutoCloseable {
  /** Maximum number of connections; more are closed. Readers get fewer: {@link ReaderLimit}. */
  public static final int MAX_CONNECTIONS = 64;

  private static final int MAX_HEADER = 8 * 1024;
  private static final int IDLE_MILLIS = 60_000;

  /** Maximum time for the last answers: the client that stopped the daemon gets its answer. */
  private static final int STOP_MILLIS = 3_000;

  private final HttpServer http;
  private final UnixDomainServerConnector connector;
  private final Routes routes;
  private final Changes changes;
  private final Path socket;

  private ControlServer(HttpServer http, Routes routes, Changes changes, Path socket) {
    this.http = http;
    this.routes = routes;
    this.changes = changes;
    this.socket = socket;
    connector =
        new UnixDomainServerConnector(
            http.server(), null, null, null, 0, 1, HttpServer.http(MAX_HEADER));
    connector.setUnixDomainPath(socket);
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
    connector.addBean(new ReaderLimit(changes.masters()));
  }

  /** Makes the directory of the control socket, closed to others, if there is none yet. */
  public static void prepareDirectory(Path socket) throws IOException {
    SocketFile.prepareDirectory(socket);
  }

  /**
   * Listens on {@code socket}. {@link SocketFile} decides which users may connect. A socket file
   * without a listener is replaced.
   *
   * @throws IOException if another daemon listens there, or the file cannot be made
   */
  @SuppressWarnings("exports") // only this module starts it
  public static ControlServer start(HttpServer http, Path socket, Commands commands)
      throws IOException {
    SocketFile.prepare(socket);
    Changes changes = new Changes(commands);
    ControlServer control = new ControlServer(http, new Routes(commands, changes), changes, socket);
    control.start();
    return control;
  }

  private void start() throws IOException {
    SizeLimitHandler limit = new SizeLimitHandler(Candidates.MAX_BYTES, -1);
    limit.setHandler(routes);
    try {
      http.listen(connector, limit, ControlServer::error);
    } catch (IOException e) {
      throw new IOException("listen on " + socket + ": " + e.getMessage(), e);
    }
    changes.allow(SocketFile.open(socket));
  }

  private static boolean error(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Routes.JSON);
    Answer answer = Answer.refused("HTTP " + response.getStatus());
    Content.Sink.write(response, true, Views.toJson(answer) + "\n", callback);
    return true;
  }

  @Override
  public void close() {
    routes.close();
    http.close(connector, STOP_MILLIS);
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      // A dead socket file is replaced at the next start.
    }
  }
}
