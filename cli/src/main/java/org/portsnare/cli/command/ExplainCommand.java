package org.portsnare.cli.command;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.OutputFormat;
import org.portsnare.cli.common.Prefixes;
import org.portsnare.cli.common.Text;
import org.portsnare.control.Route;
import org.portsnare.packet.Escaped;
import org.portsnare.text.LocalTime;
import org.portsnare.view.BanView;
import org.portsnare.view.ExemptionView;
import org.portsnare.view.ExplainView;
import org.portsnare.view.FingerprintView;
import org.portsnare.view.HistoryView;
import org.portsnare.view.SaidView;
import org.portsnare.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Says why an address is banned or not, and what is known about it.")
public final class ExplainCommand implements Callable<Integer> {
  /** Where the second column begins. */
  private static final int COLUMN = 15;

  private static final String PROVED = " (the sender completed a handshake, so it is not forged)";

  private static final int WIDTH = Text.width();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--format", paramLabel = "table|json", description = "Default: table.")
  private OutputFormat format = OutputFormat.TABLE;

  @Parameters(paramLabel = "ADDRESS", description = "An IPv4 or IPv6 address, or a prefix.")
  private String address = "";

  @Override
  public Integer call() {
    String json = config.client().get(Route.EXPLAIN, Map.of("address", Prefixes.checked(address)));
    if (format == OutputFormat.JSON) System.out.print(json);
    else print(Views.EXPLAIN.fromJson(json));
    return ExitStatus.DONE;
  }

  private static void print(ExplainView view) {
    System.out.println(Colour.BOLD.on(view.verdict()));
    for (ExemptionView exemption : view.exemptions()) {
      String until = exemption.until() == null ? "" : " until " + LocalTime.of(exemption.until());
      line("never banned", exemption.prefix() + ", " + Text.clean(exemption.reason()) + until);
    }
    if (view.insideCount() > 0) {
      String more = view.insideCount() > view.inside().size() ? ", ..." : "";
      line(
          "inside",
          Text.count(view.insideCount()) + " bans: " + String.join(", ", view.inside()) + more);
    }
    HistoryView observed = view.observed();
    if (observed != null) print(observed, "observed");
    for (HistoryView history : view.history()) {
      print(history, history.ending().isEmpty() ? "ban" : "past ban");
    }
  }

  private static void print(HistoryView history, String kind) {
    BanView ban = history.ban();
    System.out.println();
    line(kind, ban.address() + which(ban));
    line("since", LocalTime.of(ban.since()));
    line("until", until(history));
    line("because", because(ban, history));
    if (!history.packet().isEmpty()) {
      line("packet", history.packet());
      line(
          "from",
          history.sender()
              + (history.interfaceName().isEmpty() ? "" : " on ")
              + history.interfaceName());
      line("bytes", bytes(history.packetHex()));
      if (history.fingerprint() != null) line("sent by", tool(history.fingerprint()));
    }
    line("evidence", ban.evidence() + (ban.evidence().equals("probable") ? doubt(ban) : PROVED));
    for (SaidView said : history.said()) {
      byte[] words = HexFormat.of().parseHex(said.hex());
      line(
          "said",
          "to trap port " + said.port() + ": \"" + Escaped.of(words, 0, words.length) + '"');
    }
    line("hits", Text.count(ban.hits()));
    line("dropped", Text.count(ban.dropped()) + " packets");
    if (kind.equals("ban")) line("to lift it", "portsnare unban " + ban.address());
  }

  private static String tool(FingerprintView print) {
    String shape = "shape " + print.shape();
    if (print.tool().isEmpty()) return "no tool that is known (" + shape + ")";
    String how = print.certain() ? "" : ", likely";
    return print.tool() + how + ": " + print.why() + " (" + shape + ")";
  }

  /** With spaces where lines may break: only between whole bytes. */
  private static String bytes(String hex) {
    return WIDTH == Integer.MAX_VALUE ? hex : hex.replaceAll("(.{60})(?=.)", "$1 ");
  }

  private static String doubt(BanView ban) {
    return switch (ban.trigger()) {
      case "import" -> " (another list says so; this host has seen nothing)";
      case "ladder" -> " (from the bans inside it)";
      case "manual" -> "";
      case "found" -> " (the packet was not seen)";
      default -> " (one packet; its sender may be forged)";
    };
  }

  private static String which(BanView ban) {
    return ban.nth() == 1 ? "" : " (ban no. " + ban.nth() + ")";
  }

  private static String until(HistoryView history) {
    BanView ban = history.ban();
    if (history.ended() != null) {
      return LocalTime.of(history.ended()) + ", " + history.ending();
    }
    if (ban.expires() == null) return "for ever";
    return LocalTime.of(ban.expires()) + " (" + Text.left(ban.expires(), Instant.now()) + " left)";
  }

  /** Only the first bytes of a packet are kept, and extension headers may fill them. */
  private static String tcpTrap(BanView ban) {
    if (ban.port() == 0) return "a tcp trap port, unknown because of IPv6 extension headers";
    return "trap port tcp " + ban.port();
  }

  private static String because(BanView ban, HistoryView history) {
    return switch (ban.trigger()) {
      case "syn" -> "a SYN to " + tcpTrap(ban);
      case "handshake" -> "a completed handshake with " + tcpTrap(ban);
      case "browser" ->
          Text.clean(ban.reason()) + ", and completed a handshake with " + tcpTrap(ban);
      case "stealth" ->
          "a packet that no TCP sends" + (ban.port() == 0 ? "" : ", to port " + ban.port());
      case "closed" -> "a SYN to port tcp " + ban.port() + ", on which nothing listens";
      case "sweep" ->
          "SYNs to several addresses of this host, where nothing listens; the last one to port tcp "
              + ban.port();
      case "udp" -> "a datagram to trap port udp " + ban.port();
      case "ladder" -> Text.clean(ban.reason());
      case "manual" ->
          "banned by hand" + (ban.reason().isEmpty() ? "" : ": " + Text.clean(ban.reason()));
      case "import" -> "imported: " + Text.clean(ban.reason());
      case "found" ->
          "the kernel banned it while no daemon was there to see the packet"
              + (history.packet().isEmpty() ? "" : "; seen since");
      default -> ban.trigger();
    };
  }

  private static void line(String name, String value) {
    System.out.println(Text.field("  " + name, COLUMN, value, WIDTH));
  }
}
