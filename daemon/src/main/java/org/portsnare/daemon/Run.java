package org.portsnare.daemon;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.view.StatusView;

/** One run of the daemon: which version, from which configuration file, since when. */
record Run(String version, Path configFile, Instant started) {
  /**
   * As a part of the status.
   *
   * @param trialUntil end of the trial of the configuration; null without a trial
   * @param web address of the web page; empty for none
   */
  StatusView.Daemon view(@Nullable Instant trialUntil, String web) {
    long pid = ProcessHandle.current().pid();
    return new StatusView.Daemon(version, pid, started, configFile.toString(), trialUntil, web);
  }
}
