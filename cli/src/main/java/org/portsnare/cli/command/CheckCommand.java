package org.portsnare.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.LinuxHost;
import org.portsnare.allow.Situation;
import org.portsnare.ban.BanPolicy;
import org.portsnare.ban.Lifetime;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Text;
import org.portsnare.cli.lab.Kernel;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigException;
import org.portsnare.config.Problem;
import org.portsnare.daemon.Traps;
import org.portsnare.daemon.Warnings;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Ruleset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks the configuration and says what it means on this machine.")
public final class CheckCommand implements Callable<Integer> {
  private static final int WIDTH = Text.width();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--ruleset", description = "Prints the table in nft syntax, and nothing else.")
  private boolean rulesetOnly;

  @Option(
      names = "--file-only",
      description =
          "Checks only the file, and nothing of this machine: no interface, no directory, no"
              + " kernel. For a build, and for the file of another machine.")
  private boolean fileOnly;

  @Override
  public Integer call() {
    if (fileOnly && rulesetOnly) {
      throw new CommandException("--ruleset needs to look at this machine", ExitStatus.USAGE);
    }
    Config settings = config.read();
    if (fileOnly) {
      System.out.println(verdict());
      return ExitStatus.DONE;
    }
    if (settings.publish() != null) requireWritable(settings.publish().dir());
    try (LinuxHost host = LinuxHost.open()) {
      Situation situation = host.situation(settings);
      Kernel kernel = Kernel.ask();
      Features features = new Features(0, kernel.synproxy());
      Ruleset ruleset = new Ruleset(features, settings, situation, situation.exemptions());
      if (rulesetOnly) System.out.print(ruleset.toNft());
      else report(settings, ruleset, host.listeningTraps(settings), kernel);
    }
    return ExitStatus.DONE;
  }

  private void report(Config settings, Ruleset ruleset, List<Integer> listening, Kernel kernel) {
    line("configuration", verdict());
    List<String> interfaces = ruleset.situation().interfaces();
    line("interfaces", interfaces.isEmpty() ? "none" : String.join(", ", interfaces));
    String name = "traps";
    for (String trap : Traps.lines(settings)) {
      line(name, trap);
      name = "";
    }
    line("proof", Traps.proof(ruleset));
    line("bans", lifetimes(settings));
    line("new bans", breaker(ruleset));
    line("kernel", kernel.text());
    if (settings.publish() != null) line("publishes", published(settings.publish()));
    if (!settings.web().where().isEmpty()) line("serves", served(settings.web()));
    System.out.println("never banned");
    for (Exemption exemption : ruleset.exemptions()) {
      System.out.println("  " + exemption.prefix() + "  " + exemption.reason());
    }
    for (String warning : Warnings.of(ruleset, listening)) {
      System.out.println(Colour.YELLOW.on(Text.field("warning:", 9, warning, WIDTH)));
    }
  }

  private String verdict() {
    boolean exists = Files.exists(config.path());
    return config.path()
        + (exists ? ": no mistakes" : ": there is no such file, so everything has its default");
  }

  private static void line(String name, String value) {
    System.out.println(Text.field(name, 15, value, WIDTH));
  }

  /** Requires write access to the directory, or to the one in which it will be made. */
  private void requireWritable(Path dir) {
    Path there = dir;
    while (!Files.exists(there)) there = Objects.requireNonNull(there.getParent(), "no root");
    if (Files.isDirectory(there) && Files.isWritable(there)) return;
    String what =
        "'publish.dir': "
            + there
            + (Files.isDirectory(there) ? " cannot be written to" : " is not a directory");
    throw new ConfigException(List.of(new Problem(config.path().toString(), 0, 0, what)));
  }

  private static String published(Config.Publish publish) {
    String every =
        publish.everyMillis() == 0
            ? "when asked to"
            : "every " + new Lifetime(publish.everyMillis());
    return every
        + ", "
        + (publish.confirmedOnly() ? "confirmed bans" : "all bans, forged ones too,")
        + (publish.minAgeMillis() > 0
            ? " from an age of " + new Lifetime(publish.minAgeMillis())
            : "")
        + " to "
        + publish.dir()
        + (publish.hidePorts() ? ", without ports" : "");
  }

  private static String served(Config.Web web) {
    if (web.isPublic()) return "the published lists, to everybody, on http://" + web.where();
    return "the status page, metrics and the published lists on http://" + web.where();
  }

  private static String lifetimes(Config settings) {
    BanPolicy policy = settings.ban().policy();
    String repeat =
        policy.repeat().stream().map(Object::toString).collect(Collectors.joining(", "));
    String text = policy.expire() + (repeat.isEmpty() ? "" : ", then " + repeat);
    Lifetime probable = policy.expireProbable();
    if (probable != null) text += "; without proof " + probable;
    Lifetime closed = policy.expireClosed();
    return closed == null ? text : text + "; the first for a closed port " + closed;
  }

  private static String breaker(Ruleset ruleset) {
    int rate = ruleset.config().ban().newPerSecond();
    if (rate == 0) return "no limit";
    return "up to " + rate + " per second, and 10 times that at once; above that " + above(ruleset);
  }

  private static String above(Ruleset ruleset) {
    if (!ruleset.asks())
      return ruleset.remembersTouches() ? "a second trap bans" : "nobody is banned";
    String proof = "a completed handshake bans";
    return ruleset.remembersTouches() ? "a second trap or " + proof : "only " + proof;
  }
}
