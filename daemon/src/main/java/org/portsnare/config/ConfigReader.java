package org.portsnare.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/** Reads {@code portsnare.toml}. */
public final class ConfigReader {
  /** Where the file is unless another one is named. */
  public static final Path DEFAULT_PATH = Path.of("/etc/portsnare/portsnare.toml");

  /** A larger one is no configuration. */
  private static final long MAX_SIZE = 4 << 20;

  /** {@code sun_path} of a unix socket has 108 bytes, the last of which is NUL. */
  private static final int MAX_SOCKET_PATH = 107;

  private static final long MAX_WITHIN_MILLIS = 7 * 86_400_000L;

  private ConfigReader() {}

  /**
   * Reads a file. The default path may be absent, which is the same as an empty file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public static Config read(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) throw problem(file, "is larger than 4 MiB");
      return parse(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      if (file.equals(DEFAULT_PATH)) return Config.defaults();
      throw problem(file, "there is no such file");
    } catch (IOException e) {
      throw problem(file, "cannot be read: " + e.getMessage());
    }
  }

  private static ConfigException problem(Path file, String message) {
    return new ConfigException(List.of(new Problem(file.toString(), 0, 0, message)));
  }

  /**
   * Reads the text of a file.
   *
   * @param name the file's name, for the messages
   * @throws ConfigException with everything that is wrong with it
   */
  public static Config parse(String name, String toml) {
    TomlKeys keys = TomlKeys.parse(name, toml);
    keys.rejectUnknown(KnownKeys.SUPPORTED, KnownKeys.LATER);
    Config defaults = Config.defaults();
    Config config =
        new Config(
            traps(keys, defaults.traps()),
            bans(keys, defaults.ban()),
            allow(keys),
            daemon(keys, defaults.daemon()));
    keys.throwIfAny();
    return config;
  }

  private static Config.Traps traps(TomlKeys keys, Config.Traps defaults) {
    List<String> interfaces =
        keys.list("traps.interfaces", ConfigReader::interfaceName, defaults.interfaces());
    if (interfaces.isEmpty()) {
      keys.problem("traps.interfaces", "names no interface; say [\"auto\"]");
    }
    List<PortRange> tcp =
        PortRange.merged(keys.list("traps.tcp", ConfigReader::port, defaults.tcp()));
    String trigger = keys.string("traps.trigger", "syn");
    switch (trigger) {
      case "syn" -> {}
      case "handshake" -> keys.problem("traps.trigger", "'handshake' is not supported yet");
      default -> keys.problem("traps.trigger", "'" + trigger + "' is neither syn nor handshake");
    }
    int hits = keys.integer("traps.hits", 1, 1, 10_000);
    Lifetime within =
        keys.value("traps.within", Lifetime::parse, new Lifetime(defaults.withinMillis()));
    if (within.isForever() || within.millis() > MAX_WITHIN_MILLIS) {
      keys.problem("traps.within", "must be from 1s to 7d");
      within = new Lifetime(defaults.withinMillis());
    }
    return new Config.Traps(interfaces, tcp, hits, within.millis());
  }

  private static Config.Bans bans(TomlKeys keys, Config.Bans defaults) {
    BanPolicy policy =
        new BanPolicy(
            keys.value("ban.expire", Lifetime::parse, defaults.policy().expire()),
            keys.list(
                "ban.repeat", value -> Lifetime.parse(string(value)), defaults.policy().repeat()),
            keys.integer("ban.ipv4-prefix", 32, 8, 32),
            keys.integer("ban.ipv6-prefix", 64, 16, 128));
    int max = keys.integer("ban.max", defaults.max(), 1, 50_000_000);
    String response = keys.string("ban.response", "drop");
    if (!response.equals("drop") && !response.equals("reject")) {
      keys.problem("ban.response", "'" + response + "' is neither drop nor reject");
    }
    return new Config.Bans(policy, max, response.equals("reject"));
  }

  private static Config.Allow allow(TomlKeys keys) {
    List<Prefix> addresses =
        keys.list("allow.addresses", value -> Prefix.parse(string(value)), List.of());
    for (Prefix prefix : addresses) {
      if (prefix.length() == 0) {
        keys.problem("allow.addresses", prefix + " exempts everybody; nothing would be banned");
      }
    }
    return new Config.Allow(addresses, keys.bool("allow.auto", true));
  }

  private static Config.Daemon daemon(TomlKeys keys, Config.Daemon defaults) {
    Path stateDir = keys.value("daemon.state-dir", ConfigReader::path, defaults.stateDir());
    Path socket = keys.value("daemon.control-socket", ConfigReader::path, defaults.controlSocket());
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
      keys.problem(
          "daemon.control-socket", "is longer than the 107 bytes a socket's path may have");
    }
    return new Config.Daemon(
        stateDir,
        socket,
        keys.bool("daemon.own-table", true),
        keys.integer("daemon.nflog-group", defaults.nflogGroup(), 1, 65535));
  }

  private static PortRange port(Object value) {
    if (value instanceof Long port) {
      if (port < 1 || port > 65535) {
        throw new IllegalArgumentException(port + " is not a port from 1 to 65535");
      }
      return new PortRange(port.intValue(), port.intValue());
    }
    return PortRange.parse(string(value));
  }

  private static String interfaceName(Object value) {
    String name = string(value);
    boolean valid =
        !name.isEmpty() && name.length() <= 15 && name.chars().noneMatch(c -> c <= ' ' || c == '/');
    if (!valid) throw new IllegalArgumentException("'" + name + "' is not an interface name");
    return name;
  }

  private static Path path(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) throw new IllegalArgumentException("'" + text + "' is not absolute");
    return path;
  }

  private static String string(Object value) {
    if (value instanceof String text) return text;
    throw new IllegalArgumentException(value + " is not a string; put it in quotes");
  }
}
