package org.portsnare.cli.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.capture.CaptureException;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.Text;
import org.portsnare.config.Config;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.replay.LostHitsException;
import org.portsnare.replay.Replay;
import org.portsnare.view.ReplayView;

/**
 * Replays captures with the same settings.
 *
 * @param around the network of this machine
 * @param exemptions prefixes that are never banned
 * @param own the host's own addresses; empty to find them in the capture
 * @param speed multiple of the captured speed; 0 for the best speed
 */
record Replayer(
    Config settings, Situation around, List<Exemption> exemptions, List<Prefix> own, double speed) {
  /**
   * Replays one capture.
   *
   * @throws CommandException if it cannot be read, or if the kernel refuses something
   */
  ReplayView replay(Path file) {
    if (!Files.isReadable(file)) {
      throw new CommandException("read " + file + ": no such file, or permission denied");
    }
    try {
      Replay replay = Replay.of(file, settings, around, exemptions, own, speed);
      try (Progress progress = Progress.of(file)) {
        return ReplayReport.view(file, replay, replay.run(progress::at));
      }
    } catch (CaptureException | LostHitsException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    } catch (NetlinkException e) {
      String advice = e.errno() == Errno.EPERM ? "; run as root" : "";
      throw new CommandException(e.getMessage() + advice, e);
    }
  }

  /** A progress bar on standard error; nothing without a terminal. */
  private static final class Progress implements AutoCloseable {
    private static final int WIDTH = 40;
    private final long size;
    private int shown = -1;

    private Progress(long size) {
      this.size = size;
    }

    static Progress of(Path file) {
      return new Progress(Text.isTerminal() ? file.toFile().length() : 0);
    }

    void at(long position) {
      if (size == 0) return;
      int percent = (int) Math.min(100, position * 100 / size);
      if (percent == shown) return;
      shown = percent;
      int filled = percent * WIDTH / 100;
      System.err.print(
          "\r[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + percent + "%");
      System.err.flush();
    }

    @Override
    public void close() {
      if (shown >= 0) System.err.print("\r" + " ".repeat(WIDTH + 8) + "\r");
    }
  }
}
