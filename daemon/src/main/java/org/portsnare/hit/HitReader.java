package org.portsnare.hit;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.portsnare.netfilter.nflog.NflogGroup;
import org.portsnare.netfilter.nflog.PacketEvent;
import org.portsnare.netlink.MalformedMessageException;
import org.portsnare.netlink.NetlinkException;

/** Reads hits from NFLOG into the queue, on a platform thread of its own. */
public final class HitReader implements AutoCloseable {
  private static final long PAUSE_NANOS = 100_000_000L;

  private final NflogGroup group;
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
  private long arrivedAt;

  /**
   * @param queue gets the hits
   * @param said gets what banned senders say, as long as there is room
   * @param arrived is called after every datagram that brought hits
   * @param lost is called when the kernel has thrown events away
   */
  public HitReader(
      NflogGroup group,
      HitQueue queue,
      HitQueue said,
      InstantSource clock,
      Runnable arrived,
      Runnable lost) {
    this.group = group;
    this.queue = queue;
    this.said = said;
    this.clock = clock;
    this.arrived = arrived;
    this.lost = lost;
    thread = Thread.ofPlatform().name("nflog").daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
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
    // Once for all that came together.
    if (arrivedAt == 0) arrivedAt = clock.millis();
    if (kind.said()) {
      if (!said.offer(kind, packet, length, event.inputInterface(), arrivedAt)) {
        unheard.incrementAndGet();
      }
      return;
    }
    read.setRelease(read.getPlain() + 1);
    queue.put(kind, packet, length, event.inputInterface(), arrivedAt);
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
    queue.close();
    group.close();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
