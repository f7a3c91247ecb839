package org.portsnare.daemon;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.portsnare.log.Log;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.unix.UnixDatagram;

/**
 * Tells systemd how the service is, as {@code sd_notify(3)} and {@code sd_watchdog_enabled(3)} have
 * it; tells nobody where nobody asks. Thread-safe.
 */
final class SystemdNotify {
  private final @Nullable String socket;
  private final long watchdogMillis;
  private final Log log;
  private volatile boolean ready;

  SystemdNotify(Map<String, String> environment, Log log) {
    this.socket = environment.get("NOTIFY_SOCKET");
    this.watchdogMillis = watchdogMillis(environment, ProcessHandle.current().pid());
    this.log = log;
  }

  /** 0 where there is none, or it is meant for another process. */
  static long watchdogMillis(Map<String, String> environment, long pid) {
    String micros = environment.get("WATCHDOG_USEC");
    String owner = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (micros == null || !micros.matches("[0-9]{1,15}") || !owner.equals(Long.toString(pid))) {
      return 0;
    }
    return TimeUnit.MICROSECONDS.toMillis(Long.parseLong(micros));
  }

  /** Whether a sign of life is expected. */
  boolean hasWatchdog() {
    return socket != null && watchdogMillis > 0;
  }

  /**
   * How often to call {@link #alive}: four times as often as asked for, at multiples of a tick so
   * that nothing wakes up for it alone.
   */
  long aliveMillis(long tickMillis) {
    long quarter = watchdogMillis / 4;
    return Math.max(1, quarter < tickMillis ? quarter : quarter - quarter % tickMillis);
  }

  /**
   * Every ban is back, the traps are armed.
   *
   * @param status what {@code systemctl status} shows, in one line
   */
  void ready(String status) {
    send("READY=1\nSTATUS=" + status);
    ready = true;
  }

  /** Whether {@link #ready} was said: signs of life come after that. */
  boolean isReady() {
    return ready;
  }

  /** To be called by the thread whose health is the service's. */
  void alive(String status) {
    send("WATCHDOG=1\nSTATUS=" + status);
  }

  /** A configuration is about to be read. */
  void reloading() {
    // The JDK's clock is CLOCK_MONOTONIC, too.
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    send("RELOADING=1\nMONOTONIC_USEC=" + micros);
  }

  /** That is over, also if the one before was kept. */
  void reloaded() {
    send("READY=1");
  }

  void stopping() {
    send("STOPPING=1\nSTATUS=stopping; the table stays and keeps protecting");
  }

  private void send(String state) {
    if (socket == null) return;
    try {
      UnixDatagram.send(socket, (state + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (NetlinkException | IllegalArgumentException e) {
      log.warn("telling systemd failed", "why", e.getMessage());
    }
  }
}
