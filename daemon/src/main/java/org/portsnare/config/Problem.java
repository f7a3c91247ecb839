package org.portsnare.config;

/**
 * One mistake in a configuration file.
 *
 * @param line counted from 1; 0 if there is none
 * @param column counted from 1; 0 if there is none
 */
public record Problem(String file, int line, int column, String message) {
  /** {@code file:line:column: message}, as compilers write it. */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
  }
}
