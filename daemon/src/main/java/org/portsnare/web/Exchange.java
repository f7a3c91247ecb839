package org.portsnare.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request, and how to answer it. */
record Exchange(Request request, Response response, Callback callback) {
  static final String TEXT = "text/plain; charset=utf-8";
  static final String HTML = "text/html; charset=utf-8";
  static final String JSON = "application/json";

  boolean isHead() {
    return HttpMethod.HEAD.is(request.getMethod());
  }

  Exchange header(HttpHeader name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  Exchange header(String name, String value) {
    response.getHeaders().put(name, value);
    return this;
  }

  /** Answers with a text, and ends the line. */
  void line(int status, String line) {
    text(status, TEXT, line + "\n");
  }

  void text(int status, String type, String text) {
    bytes(status, type, text.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(int status, String type, byte[] body) {
    response.setStatus(status);
    header(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
  }

  /** Answers without a body. */
  void empty(int status) {
    response.setStatus(status);
    callback.succeeded();
  }
}
