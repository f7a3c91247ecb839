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
 * Listens in several places with the same threads: a second server would have a second set of them.
 * Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  /** Beyond those that connections need. */
  private static final int SPARE_THREADS = 16;

  private final Server server;
  private final Map<Connector, Site> sites = new ConcurrentHashMap<>();

  private record Site(Handler handler, Request.Handler errors) {}

  private HttpServer(Server server) {
    this.server = server;
  }

  /**
   * Starts threads, and listens nowhere yet.
   *
   * @param connections how many connections all places may have together
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

  /** What a connector belongs to. */
  public Server server() {
    return server;
  }

  /**
   * HTTP/1.1 that says nothing about itself.
   *
   * @param maxHeader bytes that the head of a request may have
   */
  public static HttpConnectionFactory http(int maxHeader) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(maxHeader);
    configuration.setResponseHeaderSize(maxHeader);
    return new HttpConnectionFactory(configuration);
  }

  /**
   * Listens in one more place.
   *
   * @param errors answers where there is no request that could be handled
   * @throws IOException if that is not possible
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
   * Listens there no more.
   *
   * @param graceMillis how long answers that are under way may take; after that they are broken off
   */
  public void close(AbstractConnector connector, long graceMillis) {
    try {
      if (graceMillis > 0) await(connector.shutdown(), graceMillis);
      connector.stop();
      Site site = sites.remove(connector);
      if (site != null) site.handler.stop();
    } catch (Exception e) {
      // Nobody can do anything about it, and the place is either free or will be tried again.
    } finally {
      server.removeConnector(connector);
    }
  }

  private static void await(Future<?> done, long millis) throws Exception {
    try {
      done.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Then they are broken off.
    }
  }

  private @Nullable Site siteOf(Request request) {
    return sites.get(request.getConnectionMetaData().getConnector());
  }

  private boolean error(Request request, Response response, Callback callback) throws Exception {
    Site site = siteOf(request);
    return site != null && site.errors.handle(request, response, callback);
  }

  /** Passes each request to the handler of the place it came in by. */
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
