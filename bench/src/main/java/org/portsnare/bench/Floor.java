package org.portsnare.bench;

import java.nio.file.Path;
import org.portsnare.testing.Command;

/** Programs in C that do the least there is to do; compiled when they are needed. */
final class Floor {
  private Floor() {}

  /** The program made of {@code bench/src/main/c/NAME.c}. */
  static String program(String name) {
    Path source = Place.root().resolve("bench/src/main/c/" + name + ".c");
    String program = Place.target("c").resolve(name).toString();
    Command.run("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source.toString());
    return program;
  }
}
