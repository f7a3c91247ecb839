package org.portsnare.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/** The HTTP server on the control socket. */
public final class ControlServer implements AutoCloseable {
  private static final int MAX_HEADER = 8 * 1024;
  private static final int MAX_BODY = 4 << 20;
  private static final int MAX_CONNECTIONS = 64;
  private static final int IDLE_MILLIS = 60_000;
  private static final int STOP_MILLIS = 3_000;

  private final Server server;
  private final Routes routes;
  private final Changes changes;
  private final Path socket;

  private ControlServer(Server server, Routes routes, Changes changes, Path socket) {
    this.server = server;
    this.routes = routes;
    this.changes = changes;
    this.socket = socket;
  }

  /**
   * Listens on {@code socket}. Who may use it is said by {@link SocketFile}. A socket file that
   * nobody answers on is replaced.
   *
   * @throws IOException if somebody does answer, or the file cannot be made
   */
  public static ControlServer start(Path socket, Commands commands) throws IOException {
    SocketFile.prepare(socket);
    VirtualThreadPool pool = new VirtualThreadPool(MAX_CONNECTIONS + 8);
    pool.setName("http");
    Server server = new Server(pool, new ScheduledExecutorScheduler("http-timer", true, 1), null);
    UnixDomainServerConnector connector =
        new UnixDomainServerConnector(server, null, null, null, 0, 1, http());
    connector.setUnixDomainPath(socket);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(
        (request, response, callback) -> {
          response.getHeaders().put(HttpHeader.CONTENT_TYPE, Routes.JSON);
          Answer answer = Answer.refused("HTTP " + response.getStatus());
          Content.Sink.write(response, true, Views.toJson(answer) + "\n", callback);
          return true;
        });
    Changes changes = new Changes(commands);
    Routes routes = new Routes(commands, changes);
    SizeLimitHandler limit = new SizeLimitHandler(MAX_BODY, -1);
    limit.setHandler(routes);
    server.setHandler(limit);
    ControlServer control = new ControlServer(server, routes, changes, socket);
    control.start();
    return control;
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(MAX_HEADER);
    configuration.setResponseHeaderSize(MAX_HEADER);
    return new HttpConnectionFactory(configuration);
  }

  private void start() throws IOException {
    try {
      server.start();
      changes.allow(SocketFile.open(socket));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("listen on " + socket + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    routes.close();
    try {
      server.stop();
      Files.deleteIfExists(socket);
    } catch (Exception e) {
      // The process is about to end, and a dead socket file is replaced at the next start.
    }
  }
}
