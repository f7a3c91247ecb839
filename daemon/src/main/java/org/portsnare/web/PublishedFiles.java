package org.portsnare.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.portsnare.publish.Publisher;

/**
 * The files of {@code publish.dir}, only with the names that a publication has. They may be large,
 * so they are sent in small pieces. Thread-safe.
 */
final class PublishedFiles {
  static final String PATH = "/list/";

  private static final String INDEX = "index.html";
  private static final int PIECE = 32 * 1024;

  /** Maximum number of answers that are compressed at the same time; others are sent plain. */
  private static final int MAX_COMPRESSING = 2;

  /** Minimum size of a file to compress: a smaller one fits into one packet anyway. */
  private static final int MIN_COMPRESSED = 1_024;

  private static final String GZIP = "gzip";
  private static final String GZIP_TAG = "-gzip";

  /** Allows styles inside the page. */
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"|\\*");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", Exchange.HTML,
          "json", Exchange.JSON,
          "csv", "text/csv; charset=utf-8",
          "tsv", "text/tab-separated-values; charset=utf-8",
          "gmi", "text/gemini; charset=utf-8");

  private final Site site;
  private final Semaphore compressing = new Semaphore(MAX_COMPRESSING);

  PublishedFiles(Site site) {
    this.site = site;
  }

  /**
   * Answers with a file.
   *
   * @param path begins with {@link #PATH}
   */
  void answer(Exchange exchange, String path) throws IOException {
    Path directory = site.published();
    String name = path.equals(PATH) ? INDEX : path.substring(PATH.length());
    if (directory == null) {
      exchange.line(404, "nothing is published: publish.dir is not set");
    } else if (!Publisher.files().contains(name)) {
      exchange.line(404, "no published file has this name");
    } else {
      try (StoredFile file = StoredFile.open(directory.resolve(name))) {
        if (file == null) exchange.line(404, "not published yet");
        else answer(exchange, file, name);
      }
    }
  }

  private void answer(Exchange exchange, StoredFile file, String name) throws IOException {
    exchange
        .header(WebRoutes.SECURITY_POLICY, POLICY)
        // Clients may keep it, but must ask again each time; 304 means that it is unchanged.
        .header(HttpHeader.CACHE_CONTROL, "no-cache")
        .header(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString())
        .header(HttpHeader.ACCEPT_RANGES, "bytes");
    exchange.response().getHeaders().putDate(HttpHeader.LAST_MODIFIED, file.modified());
    if (isUnchanged(exchange.request(), file)) {
      exchange.header(HttpHeader.ETAG, heldTag(exchange.request(), file)).empty(304);
      return;
    }
    exchange.header(HttpHeader.CONTENT_TYPE, type(name));
    ByteRange range = range(exchange.request(), file);
    if (range != null) part(exchange.header(HttpHeader.ETAG, quoted(file.tag())), file, range);
    else whole(exchange, file);
  }

  private static String type(String name) {
    return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), Exchange.TEXT);
  }

  private static String quoted(String tag) {
    return '"' + tag + '"';
  }

  private static boolean isUnchanged(Request request, StoredFile file) {
    if (request.getHeaders().contains(HttpHeader.IF_NONE_MATCH)) {
      return holds(request, file.tag()) || holds(request, gzipTag(file)) || holds(request, "*");
    }
    if (!request.getHeaders().contains(HttpHeader.IF_MODIFIED_SINCE)) return false;
    // A date has whole seconds.
    long seconds = date(request) / 1_000;
    return file.modified() / 1_000 <= seconds;
  }

  /** Whether the client has a copy with this tag; a weak tag counts too. */
  private static boolean holds(Request request, String tag) {
    Matcher matcher = TAG.matcher(String.join(",", held(request)));
    while (matcher.find()) {
      if (tag.equals(matcher.group(1)) || tag.equals(matcher.group())) return true;
    }
    return false;
  }

  private static List<String> held(Request request) {
    return request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH);
  }

  private static String gzipTag(StoredFile file) {
    return file.tag() + GZIP_TAG;
  }

  /** The tag of the form that the client has, plain or compressed. */
  private static String heldTag(Request request, StoredFile file) {
    boolean compressed = holds(request, gzipTag(file));
    return quoted(compressed ? gzipTag(file) : file.tag());
  }

  /** The wanted part; null for the whole file, also if the client has a part of an older file. */
  private static @Nullable ByteRange range(Request request, StoredFile file) {
    String wanted = request.getHeaders().get(HttpHeader.RANGE);
    if (wanted == null) return null;
    String held = request.getHeaders().get(HttpHeader.IF_RANGE);
    if (held != null && !held.equals(quoted(file.tag()))) return null;
    return ByteRange.parse(wanted, file.size());
  }

  private static void part(Exchange exchange, StoredFile file, ByteRange range) throws IOException {
    exchange.header(HttpHeader.CONTENT_RANGE, range.of(file.size()));
    if (range.length() == 0) exchange.line(416, "the file has " + file.size() + " bytes");
    else plain(exchange, 206, file, range);
  }

  private void whole(Exchange exchange, StoredFile file) throws IOException {
    boolean wanted =
        file.size() >= MIN_COMPRESSED
            && exchange
                .request()
                .getHeaders()
                .getQualityCSV(HttpHeader.ACCEPT_ENCODING)
                .contains(GZIP);
    if (wanted && compressing.tryAcquire()) {
      try {
        compressed(exchange, file);
      } finally {
        compressing.release();
      }
      return;
    }
    exchange.header(HttpHeader.ETAG, quoted(file.tag()));
    plain(exchange, 200, file, new ByteRange(0, file.size() - 1));
  }

  private static void plain(Exchange exchange, int status, StoredFile file, ByteRange range)
      throws IOException {
    exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, range.length());
    if (exchange.isHead()) {
      exchange.empty(status);
      return;
    }
    exchange.response().setStatus(status);
    file.channel().position(range.first());
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long left = range.length();
    while (left > 0) {
      piece.clear().limit((int) Math.min(PIECE, left));
      int read = file.channel().read(piece);
      if (read <= 0) throw new IOException("a published file has become shorter");
      left -= read;
      Content.Sink.write(exchange.response(), false, piece.flip());
      letOthersRun();
    }
    exchange.callback().succeeded();
  }

  private static void compressed(Exchange exchange, StoredFile file) throws IOException {
    exchange
        .header(HttpHeader.CONTENT_ENCODING, GZIP)
        .header(HttpHeader.ETAG, quoted(gzipTag(file)));
    if (exchange.isHead()) {
      exchange.empty(200);
      return;
    }
    exchange.response().setStatus(200);
    byte[] piece = new byte[PIECE];
    try (OutputStream out = new FastGzip(Content.Sink.asOutputStream(exchange.response()))) {
      while (true) {
        int read = file.channel().read(ByteBuffer.wrap(piece));
        if (read < 0) break;
        out.write(piece, 0, read);
        letOthersRun();
      }
    }
    exchange.callback().succeeded();
  }

  /**
   * With a fast client a virtual thread never waits, and keeps its processor. Then the control
   * socket would get none.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() {
    Thread.yield();
  }

  /** Addresses shrink to about the same size at every level. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, PIECE);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** The date of the header; -1 if it is invalid and so ignored (RFC 9110, 13.1.3). */
  private static long date(Request request) {
    try {
      return request.getHeaders().getDateField(HttpHeader.IF_MODIFIED_SINCE);
    } catch (IllegalArgumentException | DateTimeException e) {
      return -1;
    }
  }
}
