package org.portsnare.cli.common;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigFile;
import org.portsnare.config.ConfigReader;
import picocli.CommandLine.Option;

/** The option of all commands that read the configuration. */
public final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "The configuration file. Default: $PORTSNARE_CONFIG, or /etc/portsnare/portsnare.toml.")
  private @Nullable Path file;

  public ConfigOption() {}

  public ConfigOption(@Nullable Path file) {
    this.file = file;
  }

  /** The configuration file to use. */
  public Path path() {
    if (file != null) return file.toAbsolutePath();
    String variable = System.getenv("PORTSNARE_CONFIG");
    if (variable != null && !variable.isEmpty()) return Path.of(variable).toAbsolutePath();
    return ConfigReader.DEFAULT_PATH;
  }

  public Config read() {
    return ConfigReader.read(path());
  }

  public ConfigFile load() {
    return ConfigReader.load(path());
  }

  /**
   * The client for exactly the daemon that the file names, for commands that end it: a file with
   * mistakes must not lead to another daemon.
   */
  public ControlClient namedClient() {
    if (file == null) return client();
    return new ControlClient(read().daemon().controlSocket());
  }

  /** The client for the running daemon, even if the file has mistakes. */
  public ControlClient client() {
    return new ControlClient(ConfigReader.controlSocket(path()));
  }
}
