package org.portsnare.cli.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.LinuxHost;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.config.Config;
import org.portsnare.daemon.Traps;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netfilter.nflog.NflogGroup;
import org.portsnare.netlink.NetlinkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Proves, in two scratch network namespaces, that this kernel bans a scanner.",
      "Nothing on the host is changed."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:a step failed")
public final class DoctorCommand implements Callable<Integer> {
  private static final long PATIENCE_MILLIS = 500;
  private static final long ARRIVAL_MILLIS = 10_000;
  private static final int CLOSED_PORT = 40_000;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--host",
      description = "Looks at this machine instead: is anything missing that a daemon needs?")
  private boolean host;

  private int failures;
  private boolean asks;

  @Override
  public Integer call() {
    if (host) return HostCheck.run(config);
    System.out.println("kernel " + System.getProperty("os.version"));
    try (ScratchNetwork network = ScratchNetwork.create()) {
      System.out.println("ok      two namespaces, joined by a wire");
      network.host().call(() -> examine(network));
    } catch (NetlinkException e) {
      System.out.println("FAILED  " + e.getMessage());
      failures++;
    }
    System.out.println(failures == 0 ? "all checks passed" : failures + " steps failed");
    return failures == 0 ? ExitStatus.DONE : ExitStatus.FAILED;
  }

  private boolean examine(ScratchNetwork network) throws IOException {
    Config config = Config.defaults();
    int group = config.daemon().nflogGroup();
    try (LinuxHost host = LinuxHost.open();
        Firewall firewall = Firewall.open(Clock.systemUTC(), true);
        NflogGroup nflog = NflogGroup.bind(group, 128)) {
      Scanner scanner = new Scanner(network.world());
      Situation situation = host.situation(config);
      List<Exemption> exemptions = new ArrayList<>(situation.exemptions());
      exemptions.add(
          new Exemption(
              Prefix.parse(ScratchNetwork.FRIEND4),
              Exemption.Kind.ADMINISTRATOR,
              "the doctor's friend"));
      String table =
          firewall.ownsTable()
              ? "the kernel keeps the table from others (owner and persist)"
              : "no persist on this kernel: the daemon watches the table instead";
      System.out.println("ok      " + table);
      check("IPv4: the host answers without rules", () -> awaitAnswer(scanner, false));
      check("IPv6: the host answers without rules", () -> awaitAnswer(scanner, true));
      Ruleset ruleset = new Ruleset(firewall.features(config), config, situation, exemptions);
      firewall.apply(ruleset);
      System.out.println("ok      the rules are in force");
      System.out.println("ok      proof: " + Traps.proof(ruleset));
      asks = ruleset.asks();
      examine(scanner, nflog, false);
      examine(scanner, nflog, true);
      check(
          "an exempt address touches a trap and still gets answers",
          () ->
              connect(scanner, ScratchNetwork.FRIEND4, false, 23) == Scanner.Answer.CLOSED
                  && connect(scanner, ScratchNetwork.FRIEND4, false, CLOSED_PORT)
                      == Scanner.Answer.CLOSED);
      listener(scanner);
      List<String> banned = new ArrayList<>();
      Firewall.dump(ruleset, found -> banned.add(found.prefix().toString()));
      check(
          "exactly the three scanners are in the kernel's sets",
          () ->
              banned.size() == 3
                  && banned.contains(ScratchNetwork.SCANNER4)
                  && banned.contains(ScratchNetwork.NMAP4)
                  && banned.contains("2001:db8:bad:1::/64"));
    }
    return true;
  }

  private void examine(Scanner scanner, NflogGroup nflog, boolean ipv6) {
    String family = ipv6 ? "IPv6" : "IPv4";
    String from = ipv6 ? ScratchNetwork.SCANNER6 : ScratchNetwork.SCANNER4;
    check(
        asks
            ? family + ": a sender may complete the handshake with a trap port"
            : family + ": a SYN to a trap port gets no answer",
        () -> connect(scanner, from, ipv6, 23) == atTrap());
    check(
        family + ": after that the sender is dropped on every port",
        () -> connect(scanner, from, ipv6, CLOSED_PORT) == Scanner.Answer.SILENCE);
    check(
        family + ": NFLOG reports the packet" + (asks ? ", and the handshake" : ""),
        () -> {
          Set<String> wanted = asks ? Set.of("syn", "handshake") : Set.of("syn");
          Set<String> seen = new TreeSet<>();
          long deadline = System.nanoTime() + ARRIVAL_MILLIS * 1_000_000;
          while (!seen.containsAll(wanted) && System.nanoTime() < deadline) {
            nflog.receive(100, event -> seen.add(event.prefix()));
          }
          return seen.containsAll(wanted);
        });
  }

  private Scanner.Answer atTrap() {
    return asks ? Scanner.Answer.OPEN : Scanner.Answer.SILENCE;
  }

  private void listener(Scanner scanner) throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(ScratchNetwork.HOST4, 3306));
      check(
          "a trap port with a listener is no trap",
          () ->
              connect(scanner, ScratchNetwork.NMAP4, false, 3306) == Scanner.Answer.OPEN
                  && connect(scanner, ScratchNetwork.NMAP4, false, CLOSED_PORT)
                      == Scanner.Answer.CLOSED);
    }
    check(
        "without the listener it is a trap again",
        () ->
            connect(scanner, ScratchNetwork.NMAP4, false, 3306) == atTrap()
                && connect(scanner, ScratchNetwork.NMAP4, false, CLOSED_PORT)
                    == Scanner.Answer.SILENCE);
  }

  private static boolean awaitAnswer(Scanner scanner, boolean ipv6) {
    String from = ipv6 ? ScratchNetwork.SCANNER6 : ScratchNetwork.SCANNER4;
    long deadline = System.nanoTime() + ARRIVAL_MILLIS * 1_000_000;
    while (System.nanoTime() < deadline) {
      // A new IPv6 link may take a second or two.
      if (connect(scanner, from, ipv6, CLOSED_PORT) == Scanner.Answer.CLOSED) return true;
    }
    return false;
  }

  private static Scanner.Answer connect(Scanner scanner, String from, boolean ipv6, int port) {
    String to = ipv6 ? ScratchNetwork.HOST6 : ScratchNetwork.HOST4;
    return scanner.connect(from, to, port, PATIENCE_MILLIS);
  }

  private void check(String what, BooleanSupplier step) {
    boolean passed = step.getAsBoolean();
    if (!passed) failures++;
    System.out.println((passed ? "ok      " : Colour.RED.on("FAILED  ")) + what);
  }
}
