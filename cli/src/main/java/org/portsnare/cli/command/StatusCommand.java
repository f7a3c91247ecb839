package org.portsnare.cli.command;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.OutputFormat;
import org.portsnare.cli.common.Text;
import org.portsnare.control.Route;
import org.portsnare.text.LocalTime;
import org.portsnare.view.CoverageView;
import org.portsnare.view.ExemptionView;
import org.portsnare.view.Protection;
import org.portsnare.view.PublishView;
import org.portsnare.view.StatusView;
import org.portsnare.view.Views;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows whether this host is protected, or why not, and the state of all parts.")
public final class StatusCommand implements Callable<Integer> {
  /** Where the second column begins. */
  private static final int COLUMN = 15;

  /** Reasons of exemptions that every host has. */
  private static final Set<String> EVERYWHERE =
      Set.of("unspecified", "loopback", "multicast", "broadcast", "unspecified and loopback");

  private static final String BREAKER_CLOSED = "not triggered: one packet bans";
  private static final String BREAKER_OPEN =
      "TRIGGERED: too many new senders; one packet bans nobody";

  private static final int WIDTH = Text.width();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--format", paramLabel = "table|json", description = "Default: table.")
  private OutputFormat format = OutputFormat.TABLE;

  @Override
  public Integer call() {
    String json = config.client().get(Route.STATUS, Map.of());
    if (format == OutputFormat.JSON) System.out.print(json);
    else print(Views.STATUS.fromJson(json));
    return ExitStatus.DONE;
  }

  private static void print(StatusView status) {
    Protection protection = Protection.of(status);
    Colour colour =
        switch (protection.state()) {
          case FULL -> Colour.GREEN;
          case IMPAIRED -> Colour.YELLOW;
          case NONE -> Colour.RED;
        };
    for (String line : Text.wrap(protection.text(), WIDTH)) System.out.println(colour.on(line));
    System.out.println();
    line(
        "daemon",
        "version "
            + status.daemon().version()
            + ", pid "
            + status.daemon().pid()
            + ", running for "
            + Text.left(Instant.now(), status.daemon().started()));
    line("configuration", status.daemon().config() + trial(status.daemon().trialUntil()));
    line("table", "inet portsnare, " + status.rules().table());
    List<String> interfaces = status.rules().interfaces();
    line("interfaces", interfaces.isEmpty() ? "none" : String.join(", ", interfaces));
    String name = "traps";
    for (String trap : status.rules().kinds()) {
      line(name, trap);
      name = "";
    }
    line("proof", status.rules().proof());
    String kernel = status.bans().inKernel() < 0 ? "?" : Text.count(status.bans().inKernel());
    line(
        "bans",
        Text.count(status.bans().active())
            + " (kernel "
            + kernel
            + ", room for "
            + Text.count(status.bans().max())
            + " per family)");
    line(
        "packets",
        Text.count(status.packets().trapped())
            + " trapped, "
            + Text.count(status.packets().dropped())
            + " dropped from banned senders");
    count(status.packets().proved(), "completed a handshake with a trap");
    count(status.packets().belowThreshold(), "dropped at traps, too few for a ban yet");
    count(status.packets().asked(), "asked for proof instead of a ban");
    count(status.packets().spared(), "dropped without a ban, too many new senders");
    count(status.packets().guessed(), "guesses at a SYN cookie dropped");
    count(status.packets().full(), "dropped at traps without a ban, the set was full");
    line("flood breaker", status.packets().breakerOpen() ? BREAKER_OPEN : BREAKER_CLOSED);
    if (status.rules().observe() || status.bans().observed() > 0) {
      line("observed", Text.count(status.bans().observed()) + " senders recorded, not banned");
    }
    line("coverage", coverage(status.coverage(), status.rules().observe()));
    line(
        "hits",
        Text.count(status.hits().read())
            + " read, "
            + status.hits().waiting()
            + " waiting, "
            + status.hits().losses()
            + " losses");
    line(
        "drift",
        status.reconciler().drift()
            + " differences between ledger and kernel now, "
            + status.reconciler().repaired()
            + " repaired, "
            + status.reconciler().found()
            + " found in the kernel");
    line("ledger", status.ledger().path() + (status.ledger().error().isEmpty() ? "" : " FAILS"));
    if (status.publish() != null) line("published", published(status.publish()));
    if (!status.daemon().web().isEmpty()) line("web page", "http://" + status.daemon().web() + "/");
    line("never banned", status.exemptions().size() + " prefixes");
    for (ExemptionView exemption : ownFirst(status.exemptions())) {
      String until = exemption.until() == null ? "" : " until " + LocalTime.of(exemption.until());
      line("", exemption.prefix() + "  " + Text.clean(exemption.reason()) + until);
    }
    for (String warning : status.warnings()) {
      System.out.println(Colour.YELLOW.on(Text.field("warning", COLUMN, warning, WIDTH)));
    }
  }

  /** First the exemptions that people made, last the ones that every host has. */
  private static List<ExemptionView> ownFirst(List<ExemptionView> exemptions) {
    return exemptions.stream().sorted(Comparator.comparingInt(StatusCommand::place)).toList();
  }

  private static int place(ExemptionView exemption) {
    String reason = exemption.reason();
    if (reason.equals("allow.addresses") || reason.startsWith("by hand")) return 0;
    return EVERYWHERE.contains(reason) ? 2 : 1;
  }

  private static String published(PublishView publish) {
    if (publish.last() == null) return publish.dir() + ", not yet";
    return publish.dir()
        + ", "
        + Text.count(publish.bans())
        + " bans "
        + Text.left(Instant.now(), publish.last())
        + " ago"
        + (publish.signed() ? ", signed" : "")
        + (publish.error().isEmpty() ? "" : " FAILS");
  }

  private static String coverage(CoverageView coverage, boolean observes) {
    long all = coverage.caught() + coverage.missed();
    if (all == 0) return "no new sender at a port without a service within 24 hours";
    return coverage.percent()
        + " %: "
        + Text.count(coverage.caught())
        + " of "
        + Text.count(all)
        + " new senders at ports without a service, within 24 hours, were "
        + (observes ? "recorded" : "banned");
  }

  private static String trial(@Nullable Instant until) {
    if (until == null) return "";
    return ", on trial until " + LocalTime.of(until) + " (keep it with portsnare confirm)";
  }

  private static void count(long packets, String what) {
    if (packets > 0) line("", Text.count(packets) + " " + what);
  }

  private static void line(String name, String value) {
    System.out.println(Text.field(name, COLUMN, value, WIDTH));
  }
}
