package org.portsnare.guard;

import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.LinuxHost;
import org.portsnare.allow.Situation;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.firewall.Firewall;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.ledger.Allowed;
import org.portsnare.ledger.Ledger;
import org.portsnare.store.Generations;
import org.portsnare.store.StateOwner;
import org.portsnare.trial.Trial;
import org.portsnare.trial.TrialFile;

/** Takes a configuration on trial back where the daemon has died and cannot. */
public final class Restoration {
  private Restoration() {}

  /** What has become of a trial. */
  public enum State {
    RUNNING,
    CONFIRMED,
    TAKEN_BACK
  }

  /** What has become of the trial in the state directory of {@code config}. */
  public static State state(Config config) {
    Optional<Trial> trial = new TrialFile(config.daemon().stateDir()).read();
    if (trial.isEmpty()) return State.CONFIRMED;
    return trial.get().takenBack() ? State.TAKEN_BACK : State.RUNNING;
  }

  /** Adopts the orphaned table and puts the rules before the trial into force. */
  public static void restore(Config config) {
    TrialFile file = new TrialFile(config.daemon().stateDir());
    Trial trial = file.read().orElseThrow();
    Config before =
        ConfigReader.parse("the one before", trial.previous()).withDaemon(config.daemon());
    InstantSource clock = Clock.systemUTC();
    try (LinuxHost host = LinuxHost.open();
        Firewall firewall = Firewall.open(clock, config.daemon().ownTable())) {
      Situation situation = host.situation(before);
      Known known = known(config.daemon().stateDir(), clock);
      List<Exemption> exemptions = Allowlist.of(situation, known.allowed, clock.instant());
      firewall.apply(
          new Ruleset(firewall.features(before), before, situation, exemptions, known.mark));
    }
    file.write(trial.back());
    StateOwner.give(List.of(file.path()));
  }

  /** What the ledger has of the rules. */
  private record Known(List<Allowed.Entry> allowed, int mark) {}

  private static Known known(Path stateDir, InstantSource clock) {
    Generations generations = new Generations();
    try (Ledger ledger = Ledger.open(stateDir.resolve("ledger.db"))) {
      ledger.meta(Generations.KEY).ifPresent(generations::load);
      return new Known(ledger.allowed().inForce(clock.instant()), generations.mark());
    }
  }
}
