package org.portsnare.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Host;
import org.portsnare.allow.Situation;
import org.portsnare.config.Config;
import org.portsnare.config.PortRange;
import org.portsnare.daemon.Warnings;
import org.portsnare.firewall.Ruleset;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netlink.NetlinkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Checks the configuration and says what it means on this machine.")
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--ruleset", description = "Print the table in nft syntax, and nothing else.")
  private boolean rulesetOnly;

  @Override
  public Integer call() {
    Config settings = config.read();
    try (Host host = Host.open()) {
      Situation situation = host.situation(settings);
      Ruleset ruleset = new Ruleset(0, settings, situation, situation.exemptions());
      if (rulesetOnly) System.out.print(ruleset.toNft());
      else report(settings, ruleset, host.listeningTraps(settings));
    }
    return Main.DONE;
  }

  private void report(Config settings, Ruleset ruleset, List<Integer> listening) {
    System.out.println("configuration  " + config.path() + ": no mistakes");
    System.out.println("interfaces     " + String.join(", ", ruleset.situation().interfaces()));
    System.out.println("traps          tcp " + ports(settings));
    System.out.println(
        "trigger        "
            + settings.traps().hits()
            + (settings.traps().hits() == 1 ? " SYN" : " SYNs within ")
            + (settings.traps().hits() == 1 ? "" : settings.traps().withinMillis() / 1000 + "s"));
    System.out.println(
        "bans           "
            + settings.ban().policy().expire()
            + ", then "
            + settings.ban().policy().repeat().stream()
                .map(Object::toString)
                .collect(Collectors.joining(", ")));
    System.out.println("kernel         " + kernel());
    System.out.println("never banned");
    for (Exemption exemption : ruleset.exemptions()) {
      System.out.println("  " + exemption.prefix() + "  " + exemption.reason());
    }
    for (String warning : Warnings.of(ruleset, listening)) {
      System.out.println("warning: " + warning);
    }
  }

  private static String ports(Config settings) {
    return settings.traps().tcp().stream()
        .map(PortRange::toString)
        .collect(Collectors.joining(", "));
  }

  private static String kernel() {
    try (NfTables nftables = NfTables.open()) {
      boolean persists = nftables.supports(Table.NFT_TABLE_F_OWNER | Table.NFT_TABLE_F_PERSIST);
      return persists
          ? "nf_tables with owner and persist: no other program can remove the table"
          : "nf_tables without persist: the table is watched, and made anew if it is removed";
    } catch (NetlinkException e) {
      return "not asked: " + e.getMessage();
    }
  }
}
