package org.portsnare.hit;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portsnare.netfilter.nflog.NflogGroup;
import org.portsnare.netfilter.nflog.PacketEvent;
import org.portsnare.netlink.MalformedMessageException;
import org.portsnare.netlink.NetlinkException;

/** Reads hits from NFLOG into the queue, on a platform thread of its own. */
public final class HitReader implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000L;
  private static final long RETRY_NANOS = 1_000_000_000L;

  /** An event that is older, as after a step of the machine's clock, came just now. */
  private static final long MAX_AGE_MILLIS = 5_000;

  private final Supplier<NflogGroup> binding;
  private final HitQueue queue;
  private final HitQueue said;
  private final InstantSource clock;
  private final Runnable arrived;
  private final Runnable lost;
  private final AtomicLong read = new AtomicLong();
  private final AtomicLong overruns = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final AtomicLong unheard = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable NflogGroup group;
  private volatile String error = "";
  private volatile boolean closed;
  private long arrivedAt;
  private long wallAt;

  /**
   * Binds to the group. If that fails, as where another program has it, it is tried again until it
   * goes.
   *
   * @param binding binds to the group
   * @param queue gets the hits
   * @param said gets what banned senders say, as long as there is room
   * @param arrived is called after every datagram that brought hits
   * @param lost is called when the kernel has thrown events away
   */
  public HitReader(
      Supplier<NflogGroup> binding,
      HitQueue queue,
      HitQueue said,
      InstantSource clock,
      Runnable arrived,
      Runnable lost) {
    this.binding = binding;
    this.queue = queue;
    this.said = said;
    this.clock = clock;
    this.arrived = arrived;
    this.lost = lost;
    thread = Thread.ofPlatform().name("nflog").daemon().unstarted(this::run);
    group = bind();
  }

  private @Nullable NflogGroup bind() {
    try {
      NflogGroup bound = binding.get();
      error = "";
      return bound;
    } catch (NetlinkException e) {
      error = String.valueOf(e.getMessage());
      return null;
    }
  }

  /** Why nothing can be read; empty if all is well. May be asked for by any thread. */
  public String error() {
    return error;
  }

  public void start() {
    thread.start();
  }

  private void run() {
    NflogGroup bound = group;
    while (bound == null && !closed) {
      LockSupport.parkNanos(RETRY_NANOS);
      bound = bind();
      group = bound;
      // What was banned meanwhile is in the kernel's sets.
      if (bound != null) lost.run();
    }
    if (bound != null && !closed) readAll(bound);
    if (bound != null && closed) bound.close();
  }

  private void readAll(NflogGroup group) {
    while (true) {
      try {
        arrivedAt = 0;
        switch (group.receive(-1, this::accept)) {
          case DATA -> arrived.run();
          case OVERRUN -> {
            overruns.incrementAndGet();
            lost.run();
          }
          case TIMEOUT -> {}
          case CLOSED -> {
            return;
          }
        }
      } catch (MalformedMessageException e) {
        malformed.incrementAndGet();
      } catch (NetlinkException e) {
        // Memory is short, say: hits are lost meanwhile, and to go on is all there is to do.
        overruns.incrementAndGet();
        lost.run();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void accept(PacketEvent event) {
    HitKind kind = HitKind.of(event);
    if (kind == null) return;
    byte[] packet = event.payload();
    int length = event.payloadLength();
    long time = time(event);
    if (kind.said()) {
      if (!said.offer(kind, packet, length, event.inputInterface(), time)) {
        unheard.incrementAndGet();
      }
      return;
    }
    read.setRelease(read.getPlain() + 1);
    queue.put(kind, packet, length, event.inputInterface(), time);
  }

  /** The packet's own time, by the daemon's clock: the kernel holds events back for a while. */
  private long time(PacketEvent event) {
    // Once for all that came together.
    if (arrivedAt == 0) {
      arrivedAt = clock.millis();
      wallAt = System.currentTimeMillis();
    }
    if (event.timeMillis() == 0) return arrivedAt;
    return arrivedAt - Math.clamp(wallAt - event.timeMillis(), 0, MAX_AGE_MILLIS);
  }

  /** Hits read since the start. */
  public long read() {
    return read.get();
  }

  /** How often the kernel has said that it threw events away; not how many those were. */
  public long overruns() {
    return overruns.get();
  }

  /** Packets of banned senders that were not kept because too many waited. */
  public long unheard() {
    return unheard.get();
  }

  /** Datagrams that made no sense. */
  public long malformed() {
    return malformed.get();
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
    NflogGroup bound = group;
    if (bound != null) bound.close();
    LockSupport.unpark(thread);
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
