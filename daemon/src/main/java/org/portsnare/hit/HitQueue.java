package org.portsnare.hit;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hits between the one thread that reads NFLOG and the one that writes the ledger: a ring of fixed
 * slots without a lock and without an object a hit. When it is full, whoever {@link #put}s waits,
 * and the kernel's own buffer fills behind it; what that loses, the reader counts.
 *
 * <p>Its memory comes in segments, when a flood needs them, is used again and again while that
 * lasts, and goes with the first hit that comes {@value #CALM_MILLIS} ms behind it.
 */
public final class HitQueue {
  private static final int SEGMENT = 128;
  private static final long FULL_NANOS = 1_000_000;
  private static final long CALM_MILLIS = 10_000;

  private final int capacity;
  private final int slotSize;
  private final int segmentSize;
  private final AtomicReferenceArray<@Nullable Segment> segments;

  /** Hits that were ever put in; the reading thread alone changes it. */
  private final AtomicLong written = new AtomicLong();

  /** Hits that were ever taken away; the writing thread alone changes it. */
  private final AtomicLong removed = new AtomicLong();

  /** Segments without a hit, of a flood that may go on; the reading thread's alone, as is below. */
  private final ArrayDeque<Segment> spare = new ArrayDeque<>();

  private long floodUntil;
  private boolean flooded;

  private volatile long longest;
  private volatile boolean closed;

  private static final class Segment {
    final byte[] packets;
    final HitKind[] kinds;
    final short[] lengths;
    final int[] interfaces;
    final long[] times;

    Segment(int slots, int slotSize) {
      packets = new byte[slots * slotSize];
      kinds = new HitKind[slots];
      lengths = new short[slots];
      interfaces = new int[slots];
      times = new long[slots];
    }
  }

  /** One hit; a cursor that is filled anew for the next one. */
  public static final class Hit {
    private final byte[] packet;
    private HitKind kind = HitKind.NONE;
    private int length;
    private int inputInterface;
    private long timeMillis;

    private Hit(int slotSize) {
      packet = new byte[slotSize];
    }

    /** What the kernel's rule said it is. */
    public HitKind kind() {
      return kind;
    }

    /** The packet from its network header on, of which {@link #length()} bytes count. */
    public byte[] packet() {
      return packet;
    }

    public int length() {
      return length;
    }

    /** Index of the interface it came in by. */
    public int inputInterface() {
      return inputInterface;
    }

    /** When it was read, in milliseconds since 1970. */
    public long timeMillis() {
      return timeMillis;
    }
  }

  /**
   * @param capacity how many hits it holds
   * @param slotSize bytes kept of each packet
   */
  public HitQueue(int capacity, int slotSize) {
    this.capacity = capacity;
    this.slotSize = slotSize;
    segmentSize = Math.min(SEGMENT, capacity);
    if (capacity % segmentSize != 0) throw new IllegalArgumentException("capacity " + capacity);
    segments = new AtomicReferenceArray<>(capacity / segmentSize);
  }

  /** A cursor for {@link #peek}. */
  public Hit cursor() {
    return new Hit(slotSize);
  }

  /** Adds a hit; waits while the queue is full. Does nothing once it is closed. */
  public void put(HitKind kind, byte[] packet, int length, int inputInterface, long timeMillis) {
    while (!offer(kind, packet, length, inputInterface, timeMillis)) {
      if (closed || Thread.currentThread().isInterrupted()) return;
      LockSupport.parkNanos(FULL_NANOS);
    }
  }

  /** Adds a hit, or says false where there is no room. */
  boolean offer(HitKind kind, byte[] packet, int length, int inputInterface, long timeMillis) {
    long place = written.getPlain();
    long waiting = place - removed.get();
    if (closed || waiting == capacity) return false;
    if (waiting >= longest) longest = waiting + 1;
    release(place, waiting, timeMillis);
    int slot = (int) (place % segmentSize);
    Segment segment = segmentFor(place);
    int kept = Math.min(length, slotSize);
    System.arraycopy(packet, 0, segment.packets, slot * slotSize, kept);
    segment.kinds[slot] = kind;
    segment.lengths[slot] = (short) kept;
    segment.interfaces[slot] = inputInterface;
    segment.times[slot] = timeMillis;
    written.setRelease(place + 1);
    return true;
  }

  private int index(long place) {
    return (int) (place % capacity) / segmentSize;
  }

  private Segment segmentFor(long place) {
    Segment segment = segments.get(index(place));
    if (segment == null) {
      segment = spare.poll();
      if (segment == null) segment = new Segment(segmentSize, slotSize);
      segments.set(index(place), segment);
    }
    return segment;
  }

  /**
   * At the start of a segment, and once when a flood is over: with no more than one segment of hits
   * waiting, two are needed.
   */
  private void release(long place, long waiting, long time) {
    if (waiting > segmentSize) {
      floodUntil = time + CALM_MILLIS;
      flooded = true;
      return;
    }
    boolean clockStepped = time < floodUntil - CALM_MILLIS;
    boolean over = flooded && (time >= floodUntil || clockStepped);
    if (place % segmentSize != 0 && !over) return;
    takeBack(index(place), index(place + capacity - segmentSize));
    if (over) {
      spare.clear();
      flooded = false;
    }
  }

  private void takeBack(int current, int before) {
    for (int i = 0; i < segments.length(); i++) {
      Segment segment = segments.getPlain(i);
      if (segment == null || i == current || i == before) continue;
      segments.setPlain(i, null);
      spare.add(segment);
    }
  }

  public int size() {
    return (int) (written.get() - removed.get());
  }

  /** The most hits that ever waited. */
  public long longest() {
    return longest;
  }

  /** Copies the hit {@code index} places behind the oldest one. */
  public void peek(int index, Hit into) {
    if (index < 0 || index >= size()) throw new IndexOutOfBoundsException(index);
    long place = removed.getPlain() + index;
    int slot = (int) (place % segmentSize);
    Segment segment = Objects.requireNonNull(segments.get(index(place)));
    into.kind = segment.kinds[slot];
    into.length = segment.lengths[slot];
    into.inputInterface = segment.interfaces[slot];
    into.timeMillis = segment.times[slot];
    System.arraycopy(segment.packets, slot * slotSize, into.packet, 0, into.length);
  }

  /** Takes the oldest {@code number} hits away. */
  public void remove(int number) {
    if (number > size()) throw new IndexOutOfBoundsException(number);
    removed.setRelease(removed.getPlain() + number);
  }

  /** Frees a reader that waits; nothing is put in any more. */
  void close() {
    closed = true;
  }
}
