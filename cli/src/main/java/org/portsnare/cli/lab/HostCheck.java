package org.portsnare.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Text;
import org.portsnare.cli.setup.Machine;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigException;
import org.portsnare.netlink.NetlinkException;

/** What this machine lacks for a daemon; changes nothing. */
final class HostCheck {
  /** Free space below which a ledger of a million bans may not fit, in bytes. */
  private static final long LITTLE_SPACE = 300L << 20;

  private static final Path LOOSE = Path.of("/proc/sys/net/netfilter/nf_conntrack_tcp_loose");
  private static final Path TIMESYNC = Path.of("/run/systemd/timesync");
  private static final List<String> AUTO = List.of("auto");

  private static final int COLUMN = 9;
  private static final int WIDTH = Text.width();

  private int missing;

  private HostCheck() {}

  /** Prints a line for each check, and returns the exit status. */
  static int run(ConfigOption file) {
    HostCheck check = new HostCheck();
    check.kernel();
    Config config = check.configuration(file);
    check.network(config);
    check.state(config);
    check.service(file);
    check.surroundings();
    int missing = check.missing;
    System.out.println(
        missing == 0
            ? "nothing is missing"
            : missing + (missing == 1 ? " thing is" : " things are") + " missing");
    return missing == 0 ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private void kernel() {
    Kernel kernel = Kernel.ask();
    if (!kernel.nfTables()) {
      missing("nf_tables: " + kernel.text() + "; run this as root");
      return;
    }
    ok("nf_tables answers");
    if (kernel.persists()) ok("tables can have an owner, and outlive it (kernel 6.9 and later)");
    else
      note("no tables with an owner: another program can remove the table, and it is made again");
    if (kernel.synproxy()) ok("synproxy: a handshake can prove that a sender is real");
    else
      note("no synproxy (nft_synproxy): bans stay probable, and the trigger handshake bans nobody");
  }

  private @Nullable Config configuration(ConfigOption file) {
    try {
      Config config = file.read();
      ok(
          "configuration: "
              + file.path()
              + (Files.exists(file.path()) ? "" : " is absent, so everything has its default"));
      if (config.observe()) note("observe is on: nobody is banned");
      return config;
    } catch (ConfigException e) {
      missing("configuration: " + e.getMessage());
      return null;
    }
  }

  private void network(@Nullable Config config) {
    Machine machine;
    try {
      machine = Machine.look();
    } catch (NetlinkException e) {
      missing("network: " + e.getMessage());
      return;
    }
    List<String> named = config == null ? AUTO : config.traps().interfaces();
    List<String> guarded = named.equals(AUTO) ? machine.interfaces() : named;
    if (guarded.isEmpty()) {
      missing("no default route: name the interface to guard in traps.interfaces");
    } else {
      ok("guarded: " + String.join(", ", guarded));
    }
    if (config != null && config.allow().addresses().isEmpty()) {
      note("allow.addresses is empty: add the addresses from which you log in");
    }
    if (!machine.listeners().isEmpty()) {
      note("a program listens on trap ports, so they are no traps: " + machine.listeners());
    }
  }

  private void state(@Nullable Config config) {
    if (config == null) return;
    Path dir = config.daemon().stateDir();
    Path there = dir;
    while (there != null && !Files.exists(there)) there = there.getParent();
    try {
      long free = there == null ? 0 : Files.getFileStore(there).getUsableSpace();
      if (free < LITTLE_SPACE)
        note("the disk of " + dir + " has only " + (free >> 20) + " MiB left");
      else ok("the disk of " + dir + " has room for the ledger");
    } catch (IOException e) {
      missing("the state directory " + dir + ": " + e.getMessage());
    }
  }

  private void service(ConfigOption file) {
    if (file.client().isRunning()) ok("a daemon runs");
    else note("no daemon runs: systemctl enable --now portsnare, or portsnare run");
    boolean unit =
        Stream.of("/etc", "/usr/lib", "/lib", "/run")
            .anyMatch(root -> Files.exists(Path.of(root, "systemd/system/portsnare.service")));
    if (unit) ok("the service is installed");
    else note("no service portsnare.service: after a reboot the daemon does not start");
  }

  private void surroundings() {
    if (text(LOOSE).equals("0")) {
      note("nf_conntrack_tcp_loose is 0: a rule that drops invalid packets early prevents proof");
    }
    if (Files.isDirectory(TIMESYNC) && !Files.exists(TIMESYNC.resolve("synchronized"))) {
      note("the clock has not been set by systemd-timesyncd yet");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      // Absent where the module is not loaded: then its default holds.
      return "";
    }
  }

  private static void ok(String what) {
    line("ok", what);
  }

  private static void note(String what) {
    System.out.println(Colour.YELLOW.on(Text.field("note", COLUMN, what, WIDTH)));
  }

  private void missing(String what) {
    missing++;
    System.out.println(Colour.RED.on(Text.field("MISSING", COLUMN, what, WIDTH)));
  }

  private static void line(String kind, String what) {
    System.out.println(Text.field(kind, COLUMN, what, WIDTH));
  }
}
