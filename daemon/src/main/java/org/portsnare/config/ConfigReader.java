package org.portsnare.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Step;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Reads {@code portsnare.toml}. */
public final class ConfigReader {
  private static final String NOT_STRING = "there must be a string, not ";

  /** Default path of the file. */
  public static final Path DEFAULT_PATH = Path.of("/etc/portsnare/portsnare.toml");

  /** Maximum size of a file, in bytes. */
  private static final long MAX_SIZE = 4 << 20;

  /**
   * Maximum length of a socket's path, in bytes: {@code sun_path} has 108, the last of which is
   * NUL.
   */
  private static final int MAX_SOCKET_PATH = 107;

  private static final long MAX_WITHIN_MILLIS = 7 * 86_400_000L;

  private static final long MIN_KEEP_MILLIS = 86_400_000L;

  private static final long MAX_RECENTLY_OPEN_MILLIS = 365L * 86_400_000;

  /** Widest prefixes of a ladder: customers of a provider share wider networks. */
  private static final int WIDEST_IPV4 = 16;

  private static final int WIDEST_IPV6 = 32;

  private ConfigReader() {}

  /**
   * Reads a file. A missing file at the default path counts as an empty file.
   *
   * @throws ConfigException with every mistake in it
   */
  public static Config read(Path file) {
    return load(file).config();
  }

  /** As {@link #read}, but keeps the text. */
  public static ConfigFile load(Path file) {
    String text = text(file);
    return new ConfigFile(file, text, parse(file.toString(), text));
  }

  /**
   * Path of the control socket, from a file that may have mistakes: a user who must lift a ban now
   * has no time to correct the file.
   */
  public static Path controlSocket(Path file) {
    String text = text(file);
    Path usual = Config.defaults().daemon().controlSocket();
    // Most files have no such key, and loading the TOML parser takes a tenth of a command's time.
    if (!text.contains("control-socket")) return usual;
    TomlKeys keys = TomlKeys.parse(file.toString(), text);
    return keys.value(Key.DAEMON_CONTROL_SOCKET, ConfigReader::path, usual);
  }

  private static String text(Path file) {
    try {
      // Reading a pipe may never start, and reading a device may never end.
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw problem(file, "is not a regular file");
      }
      if (Files.size(file) > MAX_SIZE) throw problem(file, "is larger than 4 MiB");
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      if (file.equals(DEFAULT_PATH)) return "";
      throw problem(file, "no such file");
    } catch (IOException e) {
      throw problem(file, "cannot be read: " + why(e));
    }
  }

  private static String why(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "no permission for user " + System.getProperty("user.name");
      case CharacterCodingException _ -> "it is not text in UTF-8";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static ConfigException problem(Path file, String message) {
    return new ConfigException(List.of(new Problem(file.toString(), 0, 0, message)));
  }

  /**
   * Reads the text of a file.
   *
   * @param name the file's name, for the messages
   * @throws ConfigException with every mistake in it
   */
  public static Config parse(String name, String toml) {
    TomlKeys keys = TomlKeys.parse(name, toml);
    keys.rejectUnknown();
    Config defaults = Config.defaults();
    Config.Daemon daemon = daemon(keys, defaults.daemon());
    Config.Traps traps = traps(keys, defaults.traps());
    Config config =
        new Config(
            keys.bool(Key.OBSERVE, defaults.observe()),
            traps,
            bans(keys, defaults.ban(), traps.closed()),
            allow(keys, defaults.allow()),
            daemon,
            PublishReader.read(keys, daemon.stateDir()),
            WebReader.read(keys, defaults.web()),
            new Config.Ledger(keep(keys, defaults.ledger().keep())));
    keys.throwIfAny();
    return config;
  }

  private static Config.Unserved unserved(TomlKeys keys, Config.Unserved defaults) {
    return new Config.Unserved(
        keys.integer(Key.TRAPS_CLOSED_PORTS, defaults.closedPorts()),
        keys.bool(Key.TRAPS_CLOSED, defaults.closed()),
        sweep(keys, defaults.sweep()),
        PortRange.merged(keys.list(Key.TRAPS_EXCEPT, ConfigReader::port, defaults.except())),
        recentlyOpen(keys, defaults.recentlyOpenMillis()));
  }

  private static Config.Traps traps(TomlKeys keys, Config.Traps defaults) {
    List<String> interfaces =
        keys.list(Key.TRAPS_INTERFACES, ConfigReader::interfaceName, defaults.interfaces());
    if (interfaces.isEmpty()) {
      keys.problem(Key.TRAPS_INTERFACES, "names no interface; use [\"auto\"]");
    }
    return new Config.Traps(
        interfaces,
        PortRange.merged(keys.list(Key.TRAPS_TCP, ConfigReader::port, defaults.tcp())),
        PortRange.merged(keys.list(Key.TRAPS_UDP, ConfigReader::port, defaults.udp())),
        trigger(keys),
        keys.bool(Key.TRAPS_PROVE, defaults.prove()),
        keys.integer(Key.TRAPS_HITS, defaults.hits()),
        within(keys, defaults.withinMillis()),
        keys.bool(Key.TRAPS_STEALTH, defaults.stealth()),
        unserved(keys, defaults.unserved()),
        keys.bool(Key.TRAPS_UDP_BANS, defaults.udpBans()),
        keys.bool(Key.TRAPS_FORWARDED, defaults.forwarded()));
  }

  private static Config.TcpTrigger trigger(TomlKeys keys) {
    boolean syn = keys.choice(Key.TRAPS_TRIGGER, "syn").equals("syn");
    return syn ? Config.TcpTrigger.SYN : Config.TcpTrigger.HANDSHAKE;
  }

  private static int sweep(TomlKeys keys, int defaultAddresses) {
    int addresses = keys.integer(Key.TRAPS_SWEEP, defaultAddresses);
    if (addresses == 1) {
      keys.problem(
          Key.TRAPS_SWEEP, "must be 0 or at least 2: with 1, any SYN that meets no service bans");
    }
    return addresses;
  }

  private static long within(TomlKeys keys, long defaultMillis) {
    Lifetime within = keys.value(Key.TRAPS_WITHIN, Lifetime::parse, new Lifetime(defaultMillis));
    if (!within.isForever() && within.millis() <= MAX_WITHIN_MILLIS) return within.millis();
    keys.problem(Key.TRAPS_WITHIN, "must be from 1s to 7d");
    return defaultMillis;
  }

  private static long recentlyOpen(TomlKeys keys, long defaultMillis) {
    Key key = Key.TRAPS_RECENTLY_OPEN;
    Lifetime time = keys.value(key, Lifetime::parse, new Lifetime(defaultMillis));
    if (!time.isForever() && time.millis() <= MAX_RECENTLY_OPEN_MILLIS) return time.millis();
    keys.problem(key, "must be from 1s to 365d");
    return defaultMillis;
  }

  private static Config.Bans bans(TomlKeys keys, Config.Bans defaults, boolean closed) {
    int ipv4Prefix = keys.integer(Key.BAN_IPV4_PREFIX, defaults.policy().ipv4Prefix());
    int ipv6Prefix = keys.integer(Key.BAN_IPV6_PREFIX, defaults.policy().ipv6Prefix());
    BanPolicy policy =
        new BanPolicy(
            keys.value(Key.BAN_EXPIRE, Lifetime::parse, defaults.policy().expire()),
            expireProbable(keys, defaults.policy().expire()),
            expireClosed(keys, closed),
            keys.list(
                Key.BAN_REPEAT, value -> Lifetime.parse(string(value)), defaults.policy().repeat()),
            ipv4Prefix,
            ipv6Prefix,
            ladder(keys, Key.BAN_IPV4_LADDER, ipv4Prefix, WIDEST_IPV4),
            ipv6Ladder(keys, ipv6Prefix, defaults.policy()));
    int max = keys.integer(Key.BAN_MAX, defaults.max());
    boolean reject = keys.choice(Key.BAN_RESPONSE, "drop").equals("reject");
    int newPerSecond = keys.integer(Key.BAN_NEW_PER_SECOND, defaults.newPerSecond());
    int newAtOnce = newPerSecond * Config.BURST_SECONDS;
    List<Prefix> nat64 =
        keys.list(Key.BAN_NAT64_PREFIXES, value -> Prefix.parse(string(value)), defaults.nat64());
    for (Prefix prefix : nat64) {
      if (!prefix.ipv6() || prefix.isAddress() || prefix.length() < WIDEST_IPV6) {
        keys.problem(
            Key.BAN_NAT64_PREFIXES,
            "'" + prefix + "' is not an IPv6 prefix of 32 to 127 bits, such as 2001:db8:64::/96");
      }
    }
    Lifetime browser = keys.value(Key.BAN_EXPIRE_BROWSER, Lifetime::parse, defaults.browser());
    return new Config.Bans(policy, max, reject, newPerSecond, newAtOnce, nat64, browser);
  }

  private static @Nullable Lifetime expireProbable(TomlKeys keys, Lifetime expire) {
    Key key = Key.BAN_EXPIRE_PROBABLE;
    return keys.has(key) ? keys.value(key, Lifetime::parse, expire) : null;
  }

  private static @Nullable Lifetime expireClosed(TomlKeys keys, boolean closed) {
    Key key = Key.BAN_EXPIRE_CLOSED;
    Lifetime lifetime = keys.value(key, Lifetime::parse, Config.EXPIRE_CLOSED);
    return closed ? lifetime : null;
  }

  /** The default ladder belongs to the default width only. */
  private static List<Step> ipv6Ladder(TomlKeys keys, int ipv6Prefix, BanPolicy defaults) {
    if (keys.has(Key.BAN_IPV6_LADDER)) {
      return ladder(keys, Key.BAN_IPV6_LADDER, ipv6Prefix, WIDEST_IPV6);
    }
    return ipv6Prefix == defaults.ipv6Prefix() ? defaults.ipv6Ladder() : List.of();
  }

  private static List<Step> ladder(TomlKeys keys, Key key, int from, int widest) {
    List<Step> steps = keys.list(key, value -> Step.parse(string(value)), List.of());
    int before = from;
    for (Step step : steps) {
      if (step.length() >= before) {
        keys.problem(key, "'" + step + "' is not wider than /" + before + ", the step before it");
      } else if (step.length() < widest) {
        keys.problem(key, "'" + step + "' is wider than /" + widest + ", the widest possible step");
      }
      before = step.length();
    }
    return steps;
  }

  private static Lifetime keep(TomlKeys keys, Lifetime defaultTime) {
    Lifetime keep = keys.value(Key.LEDGER_KEEP, Lifetime::parse, defaultTime);
    if (keep.isForever() || keep.millis() >= MIN_KEEP_MILLIS) return keep;
    keys.problem(Key.LEDGER_KEEP, "must be at least 1d, or never");
    return defaultTime;
  }

  private static Config.Allow allow(TomlKeys keys, Config.Allow defaults) {
    List<Prefix> addresses =
        keys.list(
            Key.ALLOW_ADDRESSES, value -> Prefix.parseGiven(string(value)), defaults.addresses());
    for (Prefix prefix : addresses) {
      if (prefix.length() == 0) {
        keys.problem(
            Key.ALLOW_ADDRESSES, prefix + " exempts every address; nothing would be banned");
      }
    }
    return new Config.Allow(
        addresses,
        keys.bool(Key.ALLOW_AUTO, defaults.auto()),
        keys.bool(Key.ALLOW_LOCAL, defaults.local()));
  }

  private static Config.Daemon daemon(TomlKeys keys, Config.Daemon defaults) {
    Path stateDir = keys.value(Key.DAEMON_STATE_DIR, ConfigReader::path, defaults.stateDir());
    Path socket =
        keys.value(Key.DAEMON_CONTROL_SOCKET, ConfigReader::path, defaults.controlSocket());
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
      keys.problem(
          Key.DAEMON_CONTROL_SOCKET,
          "is longer than 107 bytes, the maximum for the path of a socket");
    }
    return new Config.Daemon(
        stateDir,
        socket,
        keys.bool(Key.DAEMON_OWN_TABLE, defaults.ownTable()),
        keys.integer(Key.DAEMON_NFLOG_GROUP, defaults.nflogGroup()));
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
    if (name.equals("lo")) {
      throw new IllegalArgumentException(
          "'lo' carries only this host's own traffic; nothing scans there");
    }
    return name;
  }

  static Path path(String text) {
    Path path = Path.of(text);
    if (!path.isAbsolute()) throw new IllegalArgumentException("'" + text + "' is not absolute");
    return path;
  }

  static String string(Object value) {
    if (value instanceof String text) return text;
    if (value instanceof TomlTable) throw new IllegalArgumentException(NOT_STRING + "a table");
    if (value instanceof TomlArray) throw new IllegalArgumentException(NOT_STRING + "an array");
    throw new IllegalArgumentException(value + " is not a string; put it in quotes");
  }
}
