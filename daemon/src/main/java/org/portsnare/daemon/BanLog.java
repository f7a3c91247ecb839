package org.portsnare.daemon;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.event.EventQueue;
import org.portsnare.event.Subscriber;
import org.portsnare.fact.ToolName;
import org.portsnare.log.Log;
import org.portsnare.work.Deadline;

/**
 * A line in the log for each ban that a packet led to, for each one that is confirmed, and for each
 * network that the ladder bans. In a flood only so many per second, and then how many more those
 * were. The worker grants lines and never waits for the log: a thread of its own writes them.
 */
final class BanLog implements Subscriber, AutoCloseable {
  private static final int LINES_A_SECOND = 20;
  private static final long SECOND_MILLIS = 1_000;

  /** Lines that wait at most; a log that stands still for longer than a few seconds loses some. */
  private static final int BACKLOG = 256;

  private static final long PATIENCE_MILLIS = 500;

  private final Log log;
  private final Deadline second = new Deadline();
  private final EventQueue waiting = new EventQueue(BACKLOG);
  private final Thread writer;
  private int left = LINES_A_SECOND;
  private int granted;
  private long told;
  private long before;
  private volatile boolean closed;

  BanLog(Log log) {
    this.log = log;
    writer = Thread.ofVirtual().name("ban-log").start(this::write);
  }

  /** Grants a line, so that nothing is made of an event that gets none. */
  @Override
  public boolean wants(BanEvent.Kind kind) {
    if (kind != BanEvent.Kind.MADE && kind != BanEvent.Kind.CONFIRMED) return false;
    if (second.isOver()) {
      second.in(SECOND_MILLIS);
      left = LINES_A_SECOND;
    }
    if (left == 0) return false;
    left--;
    granted++;
    return true;
  }

  @Override
  public void take(BanEvent event) {
    boolean counts = event.kind() == BanEvent.Kind.MADE || event.kind() == BanEvent.Kind.CONFIRMED;
    if (granted == 0 || !counts) return;
    granted--;
    if (!isLogged(event)) return;
    if (isOfPacket(event)) told++;
    waiting.take(event);
  }

  private static boolean isOfPacket(BanEvent event) {
    return event instanceof BanEvent.Made made && made.by() != null;
  }

  /** A command has its own line in the log, and what was found in the kernel is counted there. */
  private static boolean isLogged(BanEvent event) {
    if (event.kind() == BanEvent.Kind.CONFIRMED || isOfPacket(event)) return true;
    return event.ban().trigger() == Trigger.LADDER;
  }

  private void write() {
    try {
      while (true) {
        BanEvent event = waiting.poll(closed ? 0 : PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) write(event);
        else if (closed) return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(BanEvent event) {
    long missed = waiting.takeMissed();
    if (missed > 0) log.info("the log was too slow for some bans", "bans", missed);
    switch (event) {
      case BanEvent.Made made when made.by() != null -> line("banned", made.ban(), made.by());
      case BanEvent.Made made -> {
        Ban network = made.ban();
        log.notice("banned", "network", network.prefix(), "why", network.reason());
      }
      case BanEvent.Confirmed confirmed -> line("ban confirmed", confirmed.ban(), confirmed.by());
      default -> throw new IllegalStateException("no line for " + event.kind());
    }
  }

  private void line(String what, Ban ban, BanEvent.@Nullable Touch by) {
    ToolName tool = by == null ? null : by.tool();
    log.info(
        what,
        "address",
        ban.prefix(),
        "trigger",
        (by == null ? ban.trigger() : by.trigger()).label(),
        "port",
        by == null ? ban.port() : by.port(),
        "evidence",
        ban.evidence().label(),
        "tool",
        tool == null ? "unknown" : tool.label(),
        "until",
        ban.expires() == null ? "never" : ban.expires(),
        "nth",
        ban.nth());
  }

  /**
   * Tells of those that had no line, once a second.
   *
   * @param bans how many there were since the start
   */
  void tick(long bans) {
    long more = bans - before - told;
    if (more > 0) log.info("banned more", "bans", more);
    before = bans;
    told = 0;
    granted = 0;
  }

  /** Writes what waits, and ends the thread. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(PATIENCE_MILLIS * 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
