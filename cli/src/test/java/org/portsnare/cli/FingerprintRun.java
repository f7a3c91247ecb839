package org.portsnare.cli;

import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.fact.Tool;
import org.portsnare.fact.ToolName;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Lab;

/**
 * A run of one program, and the name that its SYNs must get.
 *
 * @param title how the table names it
 * @param tool what its packets are to be named; null for a program that is no scanner
 * @param senders its addresses
 * @param action runs it in the world
 */
record FingerprintRun(String title, @Nullable Tool tool, List<Prefix> senders, Action action) {
  private static final String SENDER4 = "203.0.113.40";
  private static final String SENDER6 = "2001:db8:bad:40::5";
  private static final String PLAIN4 = "198.51.100.254";
  private static final String PLAIN6 = "2001:db8:1::fe";

  /** The system may choose either. */
  private static final String OTHER6 = "2001:db8:1::9";

  private static final String NMAP =
      "-n -Pn -r --max-retries 0 --initial-rtt-timeout 100ms --max-rtt-timeout 200ms -e eth0 -S ";

  interface Action {
    void in(Lab lab, NetworkNamespace world);
  }

  void start(Lab lab, NetworkNamespace world) {
    action.in(lab, world);
  }

  private static FingerprintRun scanner(String title, Tool tool, boolean ipv6, String command) {
    String sender = ipv6 ? SENDER6 : SENDER4;
    return new FingerprintRun(
        title + (ipv6 ? ", IPv6" : ", IPv4"),
        tool,
        List.of(Prefix.parse(sender)),
        (lab, world) -> {
          String text =
              command
                  .replace("SENDER", sender)
                  .replace("HOST", ipv6 ? HOST6 : HOST4)
                  .replace("WAN_MAC", wanMac(lab));
          lab.inWorld(text.split(" ", -1));
        });
  }

  private static String wanMac(Lab lab) {
    return lab.onHost("cat", "/sys/class/net/wan/address").out().strip();
  }

  static List<FingerprintRun> scanners() {
    String masscan =
        "masscan -p 1-200 --seed 1 --rate 400 --wait 0 --adapter eth0 --adapter-ip SENDER"
            + " --router-mac WAN_MAC HOST";
    String system = " -O --max-os-tries 1 -p 1,7,8080 " + NMAP + "SENDER HOST";
    return List.of(
        scanner("`masscan`", Tool.MASSCAN, false, masscan),
        scanner("`masscan`", Tool.MASSCAN, true, masscan),
        scanner(
            "`zmap`",
            Tool.ZMAP,
            false,
            "zmap -q -p 23 -r 400 -c 0 --seed=1 --blacklist-file=/dev/null -i eth0 -S SENDER"
                + " -G WAN_MAC 198.51.100.0/25"),
        scanner("`nmap -sS`", Tool.NMAP, false, "nmap -sS -p 1-100 " + NMAP + "SENDER HOST"),
        scanner("`nmap -sS`", Tool.NMAP, true, "nmap -6 -sS -p 1-100 " + NMAP + "SENDER HOST"),
        scanner("`nmap -O`", Tool.NMAP, false, "nmap" + system),
        scanner("`nmap -O`", Tool.NMAP, true, "nmap -6" + system),
        scanner(
            "`hping3 -S`", Tool.HPING, false, "hping3 -S -p ++1 -c 50 -i u2000 -a SENDER HOST"));
  }

  /** Programs that use the system's own TCP. */
  static List<FingerprintRun> ordinary() {
    return List.of(
        plain("Python", (lab, _) -> python(lab)),
        plain("Java", FingerprintRun::java),
        plain("curl", (lab, _) -> curl(lab)),
        plain("ssh", (lab, _) -> repeat(lab, "ssh -o ConnectTimeout=1 -o BatchMode=yes")),
        plain("nc", (lab, _) -> repeat(lab, "nc -z -w 1")),
        plain("`nmap -sT`", (lab, _) -> connects(lab)));
  }

  private static FingerprintRun plain(String title, Action action) {
    List<Prefix> senders = Stream.of(PLAIN4, PLAIN6, OTHER6).map(Prefix::parse).toList();
    return new FingerprintRun(title + ", IPv4 and IPv6", null, senders, action);
  }

  private static void python(Lab lab) {
    lab.inWorld(
        "python3",
        "-c",
        """
        import socket
        for host, family in (("%s", socket.AF_INET), ("%s", socket.AF_INET6)):
            for port in range(1000, 1400):
                s = socket.socket(family)
                s.connect_ex((host, port))
                s.close()
        """
            .formatted(HOST4, HOST6));
  }

  private static void java(Lab lab, NetworkNamespace world) {
    Scanner scanner = new Scanner(world);
    for (int port = 2_000; port < 2_400; port++) {
      scanner.connect(PLAIN4, HOST4, port, 500);
      scanner.connect(PLAIN6, HOST6, port, 500);
    }
  }

  private static void curl(Lab lab) {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-m", "20"));
    for (String host : List.of(HOST4, "[" + HOST6 + "]")) {
      IntStream.range(3_000, 3_100).forEach(port -> command.add("http://" + host + ":" + port));
    }
    lab.inWorld(command.toArray(String[]::new));
  }

  private static void repeat(Lab lab, String command) {
    String port = command.startsWith("ssh") ? "-p $i " + "HOST" : "HOST $i";
    for (String host : List.of(HOST4, HOST6)) {
      String loop = "for i in $(seq 4000 4019); do " + command + " " + port + "; done";
      lab.inWorld("sh", "-c", loop.replace("HOST", host));
    }
  }

  private static void connects(Lab lab) {
    for (String host : List.of("-4 " + HOST4, "-6 " + HOST6)) {
      lab.inWorld(("nmap -n -Pn -sT --max-retries 0 -p 5000-5099 " + host).split(" ", -1));
    }
  }

  /**
   * What came of a run.
   *
   * @param right packets with the right name
   * @param certain how many of these have a mark
   * @param wrong packets with another name, or with one where none is right
   */
  record Row(String title, int syns, int right, int certain, int wrong, boolean isScanner) {
    static Row of(String title, @Nullable Tool tool, int syns, List<ToolName> names) {
      int right = 0;
      int certain = 0;
      for (ToolName name : names) {
        if (name.tool() != tool) continue;
        right++;
        if (name.certain()) certain++;
      }
      return new Row(title, syns, right, certain, names.size() - right, tool != null);
    }

    /** Without counts, which differ from run to run. */
    String markdown() {
      String share = isScanner ? Math.round(100.0 * right / syns) + " %" : "no name, as is right";
      String how = right == 0 ? "" : certain == right ? "all" : certain == 0 ? "none" : "some";
      String named = right + wrong == 0 ? "no" : wrong == 0 ? "yes" : "wrong: " + wrong;
      return "| " + title + " | " + named + " | " + how + " | " + share + " |\n";
    }
  }
}
