package org.portsnare.bench.host;

import java.nio.file.Path;
import org.portsnare.bench.report.Place;
import org.portsnare.testing.Command;

/** C programs that do only the minimum work; compiled on demand. */
public final class Floor {
  private Floor() {}

  /** The program compiled from {@code bench/src/main/c/NAME.c}. */
  public static String program(String name) {
    Path source = Place.root().resolve("bench/src/main/c/" + name + ".c");
    String program = Place.target("c").resolve(name).toString();
    Command.run("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source.toString());
    return program;
  }
}
