package org.portsnare.cli;

import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.util.List;
import java.util.stream.Stream;

/** The scans of {@link DetectionEndToEndIT}, in the order of its tables. */
enum Attack {
  SYN("nmap -sS", Expectation.SYNS),
  CONNECT("nmap -sT", Expectation.HANDSHAKES),
  VERSION("nmap -sV --version-light --host-timeout 10s", Expectation.HANDSHAKES),
  SYSTEM("nmap -O --max-os-tries 1", Expectation.STEALTH),
  SYSTEM_WITHOUT_TRAPS("nmap -O --max-os-tries 1 -p 1,8080", Expectation.STEALTH),
  NULL("nmap -sN", Expectation.STEALTH),
  FIN("nmap -sF", Expectation.STEALTH),
  XMAS("nmap -sX", Expectation.STEALTH),
  SYN_FIN("nmap -sS --scanflags SYNFIN", Expectation.STEALTH),
  FRAGMENTS("nmap -sS -f", false, Expectation.SYNS, Expectation.SILENT),
  LARGER_FRAGMENTS("nmap -sS -f -f", false, Expectation.SYNS, Expectation.SILENT),
  DECOY("nmap -sS -D BYSTANDER", true, Expectation.SYNS, Expectation.SYNS),
  IDLE("nmap -sI BYSTANDER:80", false, Expectation.SILENT, Expectation.SYNS),
  UDP("nmap -sU -p 1,7,9,13,19,161", Expectation.DATAGRAMS),
  MAIMON("nmap -sM", Expectation.STRAY),
  ACK("nmap -sA", Expectation.STRAY),
  WINDOW("nmap -sW", Expectation.STRAY),
  SCTP_INIT("nmap -sY", Expectation.STRAY),
  SCTP_ECHO("nmap -sZ", Expectation.STRAY),
  PROTOCOLS("nmap -sO -p 1,6,17", Expectation.STRAY),
  MASSCAN(
      "masscan -p 1,7,9,13,19,23,111,135 --seed 1 --rate 100 --wait 0"
          + " --adapter eth0 --adapter-ip SENDER --router-mac WAN_MAC HOST",
      Expectation.SYNS),
  ZMAP(
      "zmap -q -p 23 -n 1 -r 100 -c 0 --seed=1 --blacklist-file=/dev/null"
          + " -i eth0 -S SENDER -G WAN_MAC HOST/32",
      false,
      Expectation.ONE_SYN,
      Expectation.SILENT),
  HPING(
      "hping3 -S -p 23 -c 3 -i u10000 -a SENDER HOST",
      false,
      Expectation.ONE_PORT,
      Expectation.SILENT);

  /** Five closed ports, three traps of the defaults, and a service. */
  static final String PORTS = "-p 1,7,9,13,19,23,111,135,8080";

  /** The port of that service. */
  static final int SERVICE = 8080;

  /**
   * One probe at a time, in the order of the ports, and none is sent twice. So the number of a
   * packet is the same in every run.
   */
  static final String NMAP =
      "-n -Pn -r --max-retries 0 --max-parallelism 1"
          + " --initial-rtt-timeout 100ms --max-rtt-timeout 200ms";

  static final String NMAP_SENDER = "-e eth0 -S SENDER";

  private final String words;
  private final boolean ipv6;
  private final Expectation scanner;
  private final Expectation bystander;

  Attack(String words, Expectation scanner) {
    this(words, true, scanner, Expectation.SILENT);
  }

  Attack(String words, boolean ipv6, Expectation scanner, Expectation bystander) {
    this.words = words;
    this.ipv6 = ipv6;
    this.scanner = scanner;
    this.bystander = bystander;
  }

  /** A sender whose packets are examined: the scanner, or the owner of the forged address. */
  record Suspect(Attack attack, boolean ipv6, boolean isScanner) {
    Expectation expectation() {
      return isScanner ? attack.scanner : attack.bystander;
    }

    String address() {
      return isScanner ? attack.sender(ipv6) : attack.bystander(ipv6);
    }

    /** The text in the first column of a table. */
    String title() {
      String who = attack == IDLE ? "the zombie" : "the decoy";
      if (attack.bystander == Expectation.SILENT) return attack.title();
      return attack.title() + ", " + (isScanner ? "the scanner" : who);
    }
  }

  /** The rows of a table. */
  static List<Suspect> suspects(boolean ipv6) {
    return Stream.of(values())
        .filter(attack -> attack.runsOn(ipv6))
        .flatMap(attack -> attack.senders(ipv6))
        .toList();
  }

  private Stream<Suspect> senders(boolean ipv6) {
    Suspect scanner = new Suspect(this, ipv6, true);
    if (bystander == Expectation.SILENT) return Stream.of(scanner);
    return Stream.of(scanner, new Suspect(this, ipv6, false));
  }

  /** Whether the tool can scan over this IP version. */
  boolean runsOn(boolean ipv6) {
    return !ipv6 || this.ipv6;
  }

  private int number() {
    return List.of(values()).indexOf(this) + 1;
  }

  private String sender(boolean ipv6) {
    int number = number();
    return ipv6 ? "2001:db8:bad:" + number + "::5" : "203.0.113." + number;
  }

  private String bystander(boolean ipv6) {
    if (this == IDLE) return Zombie.ADDRESS;
    int number = number() + 30;
    return ipv6 ? "2001:db8:bad:" + number + "::5" : "203.0.113." + number;
  }

  private boolean isNmap() {
    return words.startsWith("nmap");
  }

  private String title() {
    if (!isNmap()) return "`" + words.split(" ", 2)[0] + "`";
    return "`"
        + words.replaceAll(" BYSTANDER.*| --version-light --host-timeout 10s| --max-os-tries 1", "")
        + "`";
  }

  /** The command with placeholders. */
  String template() {
    if (!isNmap()) return words;
    String ports = words.contains(" -p ") ? "" : " " + PORTS;
    // An idle scan sends through another machine, so it does not set its own address.
    String from = this == IDLE ? "" : " " + NMAP_SENDER;
    return words + ports + " " + NMAP + from + " HOST";
  }

  /** The command without placeholders. */
  String[] command(boolean ipv6, String wanMac) {
    String text =
        template()
            .replace("BYSTANDER", bystander(ipv6))
            .replace("SENDER", sender(ipv6))
            .replace("WAN_MAC", wanMac)
            .replace("HOST", ipv6 ? HOST6 : HOST4);
    if (ipv6 && isNmap()) text = text.replace("nmap ", "nmap -6 ");
    return text.split(" ", -1);
  }
}
