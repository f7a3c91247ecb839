package org.portsnare.http;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Listens on several addresses with the same threads; a second server would have its own threads.
 * Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  /** Number of threads in addition to those for connections. */
  private static final int SPARE_THREADS = 16;

  private final Server server;
  private final Map<Connector, Site> sites = new ConcurrentHashMap<>();

  private record Site(Handler handler, Request.Handler errors) {}

  private HttpServer(Server server) {
    this.server = server;
  }

  /**
   * Starts the threads, but does not listen yet.
   *
   * @param connections maximum number of connections of all addresses together
   */
  public static HttpServer start(int connections) throws IOException {
    VirtualThreadPool pool = new VirtualThreadPool(connections + SPARE_THREADS);
    pool.setName("http");
    Server server = new Server(pool, new ScheduledExecutorScheduler("http-timer", true, 1), null);
    HttpServer http = new HttpServer(server);
    server.setHandler(http.new Dispatcher());
    server.setErrorHandler(http::error);
    try {
      server.start();
      return http;
    } catch (Exception e) {
      throw new IOException("start the HTTP server: " + e.getMessage(), e);
    }
  }

  /** The server that connectors belong to. */
  public Server server() {
    return server;
  }

  /**
   * HTTP/1.1 without headers about the server.
   *
   * @param maxHeader maximum size of the head of a request, in bytes
   */
  public static HttpConnectionFactory http(int maxHeader) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(maxHeader);
    configuration.setResponseHeaderSize(maxHeader);
    return new HttpConnectionFactory(configuration);
  }

  /**
   * Listens on one more address.
   *
   * @param errors answers if a request cannot be handled
   * @throws IOException if this is not possible
   */
  public void listen(AbstractConnector connector, Handler handler, Request.Handler errors)
      throws IOException {
    sites.put(connector, new Site(handler, errors));
    try {
      handler.setServer(server);
      handler.start();
      server.addConnector(connector);
      connector.start();
    } catch (IOException e) {
      close(connector, 0);
      throw e;
    } catch (Exception e) {
      close(connector, 0);
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Stops listening on an address.
   *
   * @param graceMillis maximum time for answers in progress, in milliseconds; after that they are
   *     cut off
   */
  public void close(AbstractConnector connector, long graceMillis) {
    try {
      if (graceMillis > 0) await(connector.shutdown(), graceMillis);
      connector.stop();
      Site site = sites.remove(connector);
      if (site != null) site.handler.stop();
    } catch (Exception e) {
      // Nothing can be done: the address is either free, or it will be tried again.
    } finally {
      server.removeConnector(connector);
    }
  }

  private static void await(Future<?> done, long millis) throws Exception {
    try {
      done.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // The answers are cut off.
    }
  }

  private @Nullable Site siteOf(Request request) {
    return sites.get(request.getConnectionMetaData().getConnector());
  }

  private boolean error(Request request, Response response, Callback callback) throws Exception {
    Site site = siteOf(request);
    return site != null && site.errors.handle(request, response, callback);
  }

  /** Passes each request to the handler of its address. */
  private final class Dispatcher extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      Site site = siteOf(request);
      return site != null && site.handler.handle(request, response, callback);
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      // The process is about to end.
    }
  }
}
