package org.portsnare.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigFile;
import org.portsnare.config.ConfigReader;
import picocli.CommandLine.Option;

/** The option that every command has. */
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "The configuration file. Default: $PORTSNARE_CONFIG, or /etc/portsnare/portsnare.toml.")
  private @Nullable Path file;

  ConfigOption() {}

  ConfigOption(@Nullable Path file) {
    this.file = file;
  }

  /** The file that counts. */
  Path path() {
    if (file != null) return file.toAbsolutePath();
    String variable = System.getenv("PORTSNARE_CONFIG");
    if (variable != null && !variable.isEmpty()) return Path.of(variable).toAbsolutePath();
    return ConfigReader.DEFAULT_PATH;
  }

  Config read() {
    return ConfigReader.read(path());
  }

  ConfigFile load() {
    return ConfigReader.load(path());
  }

  /**
   * The way to the very daemon that the file names: where a command ends it, a file with mistakes
   * must not lead to another one.
   */
  ControlClient namedClient() {
    if (file == null) return client();
    return new ControlClient(read().daemon().controlSocket());
  }

  /** The way to the running daemon, also while the file has mistakes. */
  ControlClient client() {
    return new ControlClient(ConfigReader.controlSocket(path()));
  }
}
