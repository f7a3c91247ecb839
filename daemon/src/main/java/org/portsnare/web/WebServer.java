package org.portsnare.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.eclipse.jetty.server.ServerConnector;
import org.portsnare.config.Config;
import org.portsnare.http.HttpServer;

/** The web server on its address. */
public final class WebServer implements AutoCloseable {
  /** Maximum number of connections. */
  public static final int MAX_CONNECTIONS = Connections.MAX;

  private static final int MAX_HEADER = 8 * 1024;
  private static final int IDLE_MILLIS = 30_000;
  private static final int ACCEPT_QUEUE = 64;

  private final HttpServer http;
  private final ServerConnector connector;
  private final WebRoutes routes;

  private WebServer(HttpServer http, InetSocketAddress listen, WebRoutes routes, Connections all) {
    this.http = http;
    this.routes = routes;
    connector =
        new ServerConnector(http.server(), null, null, null, 0, 1, HttpServer.http(MAX_HEADER));
    connector.setHost(listen.getAddress().getHostAddress());
    connector.setPort(listen.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.addBean(all);
  }

  /**
   * Listens on the address of {@code settings}, which must have one.
   *
   * @throws IOException if that is not possible now
   */
  public static WebServer start(HttpServer http, Config.Web settings, Site site)
      throws IOException {
    InetSocketAddress listen = Objects.requireNonNull(settings.listen());
    Connections connections = new Connections(http.server().getScheduler());
    WebRoutes routes = new WebRoutes(settings, site, connections);
    WebServer server = new WebServer(http, listen, routes, connections);
    http.listen(server.connector, routes, routes::error);
    return server;
  }

  @Override
  public void close() {
    routes.close();
    http.close(connector, 0);
  }
}
