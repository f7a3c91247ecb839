package org.portsnare.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Step;

/** Reads {@code portsnare.toml}. */
public final class ConfigReader {
  /** Where the file is unless another one is named. */
  public static final Path DEFAULT_PATH = Path.of("/etc/portsnare/portsnare.toml");

  /** A larger one is no configuration. */
  private static final long MAX_SIZE = 4 << 20;

  /** {@code sun_path} of a unix socket has 108 bytes, the last of which is NUL. */
  private static final int MAX_SOCKET_PATH = 107;

  private static final long MAX_WITHIN_MILLIS = 7 * 86_400_000L;

  private static final int MAX_NEW_PER_SECOND = 1_000_000;

  /** A provider's customers share what is wider than this. */
  private static final int WIDEST_IPV4 = 16;

  private static final int WIDEST_IPV6 = 32;

  private ConfigReader() {}

  /**
   * Reads a file. The default path may be absent, which is the same as an empty file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public static Config read(Path file) {
    return load(file).config();
  }

  /** As {@link #read}, and keeps the text. */
  public static ConfigFile load(Path file) {
    String text = text(file);
    return new ConfigFile(file, text, parse(file.toString(), text));
  }

  /**
   * Where the control socket is, by a file that may have mistakes: whoever must lift a ban now has
   * no time to mend it.
   */
  public static Path controlSocket(Path file) {
    String text = text(file);
    Path usual = Config.defaults().daemon().controlSocket();
    // Most files have no such key, and to load the parser of TOML takes a command's tenth.
    if (!text.contains("control-socket")) return usual;
    TomlKeys keys = TomlKeys.parse(file.toString(), text);
    return keys.value("daemon.control-socket", ConfigReader::path, usual);
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) throw problem(file, "is larger than 4 MiB");
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      if (file.equals(DEFAULT_PATH)) return "";
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
    Config.Daemon daemon = daemon(keys, defaults.daemon());
    Config config =
        new Config(
            keys.bool("observe", defaults.observe()),
            traps(keys, defaults.traps()),
            bans(keys, defaults.ban()),
            allow(keys),
            daemon,
            PublishReader.read(keys, daemon.stateDir()));
    keys.throwIfAny();
    return config;
  }

  private static Config.Traps traps(TomlKeys keys, Config.Traps defaults) {
    List<String> interfaces =
        keys.list("traps.interfaces", ConfigReader::interfaceName, defaults.interfaces());
    if (interfaces.isEmpty()) {
      keys.problem("traps.interfaces", "names no interface; say [\"auto\"]");
    }
    return new Config.Traps(
        interfaces,
        PortRange.merged(keys.list("traps.tcp", ConfigReader::port, defaults.tcp())),
        PortRange.merged(keys.list("traps.udp", ConfigReader::port, defaults.udp())),
        trigger(keys),
        keys.bool("traps.prove", defaults.prove()),
        keys.integer("traps.hits", defaults.hits(), 1, 10_000),
        within(keys, defaults.withinMillis()),
        keys.bool("traps.stealth", defaults.stealth()),
        keys.integer("traps.closed-ports", defaults.closedPorts(), 0, 1_000),
        keys.bool("traps.udp-bans", defaults.udpBans()),
        keys.bool("traps.forwarded", defaults.forwarded()));
  }

  private static Config.TcpTrigger trigger(TomlKeys keys) {
    String trigger = keys.string("traps.trigger", "syn");
    switch (trigger) {
      case "syn" -> {
        return Config.TcpTrigger.SYN;
      }
      case "handshake" -> {
        return Config.TcpTrigger.HANDSHAKE;
      }
      default -> keys.problem("traps.trigger", "'" + trigger + "' is neither syn nor handshake");
    }
    return Config.TcpTrigger.SYN;
  }

  private static long within(TomlKeys keys, long defaultMillis) {
    Lifetime within = keys.value("traps.within", Lifetime::parse, new Lifetime(defaultMillis));
    if (!within.isForever() && within.millis() <= MAX_WITHIN_MILLIS) return within.millis();
    keys.problem("traps.within", "must be from 1s to 7d");
    return defaultMillis;
  }

  private static Config.Bans bans(TomlKeys keys, Config.Bans defaults) {
    int ipv4Prefix = keys.integer("ban.ipv4-prefix", 32, 8, 32);
    int ipv6Prefix = keys.integer("ban.ipv6-prefix", 64, 16, 128);
    BanPolicy policy =
        new BanPolicy(
            keys.value("ban.expire", Lifetime::parse, defaults.policy().expire()),
            expireProbable(keys, defaults.policy().expire()),
            keys.list(
                "ban.repeat", value -> Lifetime.parse(string(value)), defaults.policy().repeat()),
            ipv4Prefix,
            ipv6Prefix,
            ladder(keys, "ban.ipv4-ladder", ipv4Prefix, WIDEST_IPV4),
            ladder(keys, "ban.ipv6-ladder", ipv6Prefix, WIDEST_IPV6));
    int max = keys.integer("ban.max", defaults.max(), 1, 50_000_000);
    String response = keys.string("ban.response", "drop");
    if (!response.equals("drop") && !response.equals("reject")) {
      keys.problem("ban.response", "'" + response + "' is neither drop nor reject");
    }
    int newPerSecond =
        keys.integer("ban.new-per-second", defaults.newPerSecond(), 0, MAX_NEW_PER_SECOND);
    int newAtOnce = newPerSecond * Config.BURST_SECONDS;
    return new Config.Bans(policy, max, response.equals("reject"), newPerSecond, newAtOnce);
  }

  private static @Nullable Lifetime expireProbable(TomlKeys keys, Lifetime expire) {
    String key = "ban.expire-probable";
    return keys.has(key) ? keys.value(key, Lifetime::parse, expire) : null;
  }

  private static List<Step> ladder(TomlKeys keys, String key, int from, int widest) {
    List<Step> steps = keys.list(key, value -> Step.parse(string(value)), List.of());
    int before = from;
    for (Step step : steps) {
      if (step.length() >= before) {
        keys.problem(key, "'" + step + "' is not wider than /" + before + ", the step before it");
      } else if (step.length() < widest) {
        keys.problem(key, "'" + step + "' is wider than /" + widest + ", the widest there may be");
      }
      before = step.length();
    }
    return steps;
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

  static Path path(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) throw new IllegalArgumentException("'" + text + "' is not absolute");
    return path;
  }

  private static String string(Object value) {
    if (value instanceof String text) return text;
    throw new IllegalArgumentException(value + " is not a string; put it in quotes");
  }
}
