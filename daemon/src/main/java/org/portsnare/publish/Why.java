package org.portsnare.publish;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** What came back, in words. */
final class Why {
  private Why() {}

  static String of(IOException e) {
    if (e instanceof FileSystemException file) {
      String reason = file.getReason();
      String what = reason == null ? e.getClass().getSimpleName() : reason;
      return file.getFile() + ": " + what.replace("Exception", "");
    }
    return String.valueOf(e.getMessage());
  }
}
