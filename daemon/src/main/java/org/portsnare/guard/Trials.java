package org.portsnare.guard;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.config.ConfigException;
import org.portsnare.config.ConfigFile;
import org.portsnare.config.ConfigReader;
import org.portsnare.log.Log;
import org.portsnare.text.LocalTime;
import org.portsnare.trial.Trial;
import org.portsnare.trial.TrialFile;
import org.portsnare.work.Deadline;

/**
 * Which configuration is in force, and whether it is on trial. Runs on the worker's thread.
 *
 * <p>On trial only the rules change; how long existing bans last does not, because a ban that has
 * ended could not be taken back.
 */
public final class Trials {
  private final TrialFile file;
  private final Guard guard;
  private final InstantSource clock;
  private final Log log;
  private final Deadline deadline = new Deadline();
  private ConfigFile inForce;
  private @Nullable Trial trial;
  private @Nullable ConfigFile onTrial;

  public Trials(TrialFile file, ConfigFile inForce, Guard guard, InstantSource clock, Log log) {
    this.file = file;
    this.inForce = inForce;
    this.guard = guard;
    this.clock = clock;
    this.log = log;
  }

  /**
   * What a daemon that starts shall use: not a configuration that was taken back, nor one whose
   * trial a crash or a stop broke off.
   */
  public static ConfigFile atStart(TrialFile file, ConfigFile found, Log log) {
    try {
      return inForceAtStart(file, found, log);
    } catch (UncheckedIOException | ConfigException e) {
      log.warn(
          "what was on trial cannot be read, so the configuration file is in force",
          "file",
          file.path(),
          "why",
          e.getMessage());
      return found;
    }
  }

  private static ConfigFile inForceAtStart(TrialFile file, ConfigFile found, Log log) {
    Optional<Trial> trial = file.read();
    if (trial.isEmpty()) {
      if (Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
        log.warn("the file of a trial makes no sense and is passed over", "file", file.path());
      }
      return found;
    }
    if (!trial.get().tried().equals(found.hash())) {
      // The file was changed since, so it says what is wanted.
      file.delete();
      return found;
    }
    String previous = trial.get().previous();
    ConfigFile before =
        new ConfigFile(found.file(), previous, ConfigReader.parse("the one before", previous));
    if (!trial.get().takenBack()) noteTakenBack(file, trial.get(), log);
    log.warn(
        "configuration was on trial and nobody confirmed it, so the one before is in force;"
            + " portsnare reload uses it all the same",
        "file",
        found.file());
    return before;
  }

  /** Until when the configuration in force is on trial; null if it is not. */
  @Nullable
  public Instant until() {
    Trial running = trial;
    return running == null ? null : running.until();
  }

  public boolean isRunning() {
    return trial != null;
  }

  /** Puts {@code wanted} into force for good. */
  public List<String> reload(ConfigFile wanted) {
    requireNone();
    List<String> notes = guard.atomically(() -> guard.reload(wanted.config()));
    inForce = wanted;
    file.delete();
    return notes;
  }

  /** Puts {@code wanted} into force until it is confirmed, or for {@code time} at most. */
  public List<String> begin(ConfigFile wanted, Duration time) {
    requireNone();
    if (!wanted.config().daemon().equals(guard.config().daemon())) {
      throw new IllegalArgumentException(
          "changes in [daemon] cannot be tried: they take effect at the next start");
    }
    if (!guard.keepsLayout(wanted.config())) {
      throw new IllegalArgumentException(
          "ban.ipv4-prefix and ban.ipv6-prefix cannot be tried: every ban set is made anew for"
              + " them; use portsnare reload");
    }
    Trial next = new Trial(clock.instant().plus(time), wanted.hash(), false, inForce.text());
    // First what it takes to go back.
    file.write(next);
    try {
      guard.atomically(() -> guard.tryOut(wanted.config()));
    } catch (RuntimeException e) {
      file.delete();
      throw e;
    }
    trial = next;
    onTrial = wanted;
    deadline.in(time.toMillis());
    log.notice("configuration on trial", "until", next.until());
    return List.of(
        "in force until " + LocalTime.of(next.until()) + "; keep it with portsnare confirm");
  }

  private void requireNone() {
    if (trial != null) {
      throw new IllegalArgumentException(
          "a configuration is on trial: portsnare confirm keeps it, portsnare revert takes it"
              + " back");
    }
  }

  /** Keeps what is on trial, whatever the file says by now. */
  public List<String> confirm() {
    Trial running = required();
    List<String> lines = new ArrayList<>(List.of("confirmed"));
    // First what would take it back at the next start.
    file.delete();
    try {
      guard.atomically(guard::settle);
    } catch (RuntimeException e) {
      try {
        file.write(running);
      } catch (UncheckedIOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    inForce = Objects.requireNonNull(onTrial);
    trial = null;
    log.notice("configuration confirmed");
    if (!fileHas(running.tried())) {
      lines.add("the file has been changed since; that change is not in force");
    }
    return lines;
  }

  private boolean fileHas(String hash) {
    try {
      return ConfigReader.load(inForce.file()).hash().equals(hash);
    } catch (ConfigException e) {
      return false;
    }
  }

  /** Takes back what is on trial. */
  public List<String> revert() {
    Trial running = required();
    guard.takeBack(inForce.config());
    trial = null;
    log.warn("configuration taken back, the one before is in force", "file", inForce.file());
    noteTakenBack(file, running, log);
    return List.of("taken back: the configuration before is in force");
  }

  /** If it cannot be written it is a trial that nobody confirmed, which is as good. */
  private static void noteTakenBack(TrialFile file, Trial trial, Log log) {
    try {
      file.write(trial.back());
    } catch (UncheckedIOException e) {
      log.info("the file of the trial still has it as running", "why", e.getMessage());
    }
  }

  private Trial required() {
    Trial running = trial;
    if (running == null) throw new IllegalArgumentException("no configuration is on trial");
    return running;
  }

  /** Takes back what nobody has confirmed in time. */
  public void tick() {
    if (trial != null && deadline.isOver()) revert();
  }
}
