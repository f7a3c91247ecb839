package org.portsnare.cli;

import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.util.List;

/** Programs that use the guarded host in allowed ways, in the order of the page. */
enum Innocent {
  CURL("curl", "curl -sS --interface SENDER http://URL/", WebServer.WELCOME),
  BROWSER(
      "chromium",
      // It takes its address from a route. With a host name it tries https first, like a browser.
      List.of(
          "chromium",
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--user-data-dir=SCRATCH/SENDER",
          "--host-resolver-rules=MAP www.example.com URL",
          "--dump-dom",
          "http://www.example.com/"),
      WebServer.WELCOME),
  SSH(
      "ssh",
      "ssh -b SENDER -p 2222 -i SCRATCH/id -o IdentitiesOnly=yes -o StrictHostKeyChecking=no"
          + " -o UserKnownHostsFile=/dev/null root@HOST echo in",
      "in\n"),
  DIG_UDP("dig +notcp", "dig +notcp +short -b SENDER @HOST www.example.com", NameServer.ANSWER),
  DIG_TCP("dig +tcp", "dig +tcp +short -b SENDER @HOST www.example.com", NameServer.ANSWER),
  PING("ping", "ping -n -c 3 -i 0.2 -I SENDER HOST", " 0% packet loss"),
  MTR("mtr", "mtr -n -r -c 2 -i 0.2 -G 1 -a SENDER HOST", "HOST"),
  MTR_UDP("mtr --udp", "mtr -n -r -c 2 -i 0.2 -G 1 --udp -a SENDER HOST", "HOST"),
  MTR_TCP("mtr --tcp -P 80", "mtr -n -r -c 2 -i 0.2 -G 1 --tcp -P 80 -a SENDER HOST", "HOST"),
  TRACEROUTE("traceroute", "traceroute -n -m 3 -s SENDER HOST", "1  HOST "),
  TRACEROUTE_ICMP("traceroute -I", "traceroute -n -m 3 -I -s SENDER HOST", "1  HOST "),
  TRACEROUTE_TCP("traceroute -T -p 80", "traceroute -n -m 3 -T -p 80 -s SENDER HOST", "1  HOST ");

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // always of List.of
  private final List<String> words;

  private final String proof;

  Innocent(String title, String words, String proof) {
    this(title, List.of(words.split(" ", -1)), proof);
  }

  /**
   * @param proof text in its output if it was successful
   */
  Innocent(String title, List<String> words, String proof) {
    this.title = title;
    this.words = words;
    this.proof = proof;
  }

  String title() {
    return "`" + title + "`";
  }

  String address(boolean ipv6) {
    int number = List.of(values()).indexOf(this) + 61;
    return ipv6 ? "2001:db8:bad:" + number + "::5" : "203.0.113." + number;
  }

  /**
   * The command.
   *
   * @param scratch a directory for its files, with the key for ssh
   */
  String[] command(boolean ipv6, String scratch) {
    return words.stream()
        .map(
            word ->
                word.replace("SCRATCH", scratch)
                    .replace("SENDER", address(ipv6))
                    .replace("URL", ipv6 ? "[" + HOST6 + "]" : HOST4)
                    .replace("HOST", host(ipv6)))
        .toArray(String[]::new);
  }

  String proof(boolean ipv6) {
    return proof.replace("HOST", host(ipv6));
  }

  private static String host(boolean ipv6) {
    return ipv6 ? HOST6 : HOST4;
  }
}
