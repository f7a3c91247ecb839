package org.portsnare.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The other files of the status page. A file is read at each request. */
enum PageFile {
  CSS("status.css", "text/css; charset=utf-8"),
  SCRIPT("status.js", "text/javascript; charset=utf-8"),
  ICON("icon.svg", "image/svg+xml");

  private final String file;
  private final String type;

  PageFile(String file, String type) {
    this.file = file;
    this.type = type;
  }

  void answer(Exchange exchange) throws IOException {
    try (InputStream in = Objects.requireNonNull(PageFile.class.getResourceAsStream(file))) {
      exchange.bytes(200, type, in.readAllBytes());
    }
  }
}
