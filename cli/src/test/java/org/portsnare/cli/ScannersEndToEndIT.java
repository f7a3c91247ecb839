package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;
import static org.portsnare.testing.Lab.HOST6;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.testing.Lab;

/** Real scanners against the default configuration: each is caught at its first trap packet. */
final class ScannersEndToEndIT {
  private static Guarded guarded;
  private static Probe probe;

  @BeforeAll
  static void start() {
    guarded = Guarded.start("");
    probe = new Probe(guarded.lab());
  }

  @AfterAll
  static void stop() {
    probe.close();
    guarded.close();
  }

  static Stream<Arguments> scanners() {
    return Stream.of(
        scan(
            "203.0.113.1",
            "203.0.113.1",
            "nmap -n -Pn -sS -e eth0 -S 203.0.113.1 -p 21,23,80 " + HOST4),
        // A connect scan cannot choose its address; eth0's first address is the host's neighbour.
        scan("203.0.113.2", "203.0.113.2", "nmap -n -Pn -sT -p 23,80 " + HOST4),
        scan(
            "2001:db8:bad:1::5",
            "2001:db8:bad:1::/64",
            "nmap -6 -n -Pn -sS -e eth0 -S 2001:db8:bad:1::5 -p 23,445 " + HOST6),
        scan(
            "203.0.113.3",
            "203.0.113.3",
            "masscan --adapter-ip 203.0.113.3 --adapter eth0 --router-mac WAN_MAC --wait 0"
                + " -p 23,445,3389 --rate 1000 "
                + HOST4),
        scan(
            "203.0.113.4",
            "203.0.113.4",
            "zmap -q --seed=1 -i eth0 -S 203.0.113.4 -G WAN_MAC -p 3389 -r 100 -c 0"
                + " --blacklist-file=/dev/null -n 1 "
                + HOST4
                + "/32"),
        scan("203.0.113.5", "203.0.113.5", "hping3 -c 1 -S -a 203.0.113.5 -p 3306 " + HOST4));
  }

  private static Arguments scan(String sender, String banned, String command) {
    return Arguments.of(sender, banned, command);
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource("scanners")
  void caughtAtFirstTrapPacket(String sender, String banned, String command) {
    String host = sender.indexOf(':') < 0 ? HOST4 : HOST6;
    assertThat(probe.ping(sender, host)).isEqualTo(Scanner.Answer.OPEN);
    boolean connect = command.contains("-sT");
    if (connect) route(sender);
    long trapped = guarded.client().status().packets().trapped();
    List<String> words =
        new ArrayList<>(List.of(command.replace("WAN_MAC", wanMac()).split(" ", -1)));
    Lab.Result result = guarded.lab().inWorld(words.toArray(String[]::new));
    // hping3 exits with 1 if it got no answer, which is correct here.
    if (!command.startsWith("hping3")) assertThat(result.exit()).as(result.err()).isZero();
    guarded.awaitBanned(banned);
    // One packet reached a trap; all later packets were dropped before the traps.
    assertThat(guarded.client().status().packets().trapped() - trapped).isEqualTo(1);
    assertThat(guarded.client().explain(sender).history().getFirst().ban().hits()).isEqualTo(1);
    assertThat(probe.ping(sender, host)).isEqualTo(Scanner.Answer.SILENCE);
  }

  /** Makes {@code sender} the source address of the world's own connections. */
  private static void route(String sender) {
    Lab.Result result =
        guarded
            .lab()
            .inWorld("ip", "route", "replace", HOST4 + "/32", "dev", "eth0", "src", sender);
    assertThat(result.exit()).as(result.err()).isZero();
  }

  private static String wanMac() {
    return guarded.lab().onHost("cat", "/sys/class/net/wan/address").out().strip();
  }
}
