package org.portsnare.hit;

/**
 * Hits between the thread that reads NFLOG and the one that writes the ledger: a ring of fixed
 * slots without an object a hit. When it is full, whoever {@link #put}s waits, and the kernel's own
 * buffer fills behind it; what that loses, the reader counts. Thread-safe.
 */
public final class HitQueue {
  private final int capacity;
  private final int slotSize;
  private final byte[] packets;
  private final HitKind[] kinds;
  private final short[] lengths;
  private final int[] interfaces;
  private final long[] times;
  private int first;
  private int count;
  private boolean closed;

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
    packets = new byte[capacity * slotSize];
    kinds = new HitKind[capacity];
    lengths = new short[capacity];
    interfaces = new int[capacity];
    times = new long[capacity];
  }

  /** A cursor for {@link #peek}. */
  public Hit cursor() {
    return new Hit(slotSize);
  }

  /** Adds a hit; waits while the queue is full. Does nothing once it is closed. */
  synchronized void put(
      HitKind kind, byte[] packet, int length, int inputInterface, long timeMillis) {
    while (count == capacity && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true;
        Thread.currentThread().interrupt();
      }
    }
    offer(kind, packet, length, inputInterface, timeMillis);
  }

  /** Adds a hit, or says false where there is no room. */
  synchronized boolean offer(
      HitKind kind, byte[] packet, int length, int inputInterface, long timeMillis) {
    if (closed || count == capacity) return false;
    int slot = (first + count) % capacity;
    int kept = Math.min(length, slotSize);
    System.arraycopy(packet, 0, packets, slot * slotSize, kept);
    kinds[slot] = kind;
    lengths[slot] = (short) kept;
    interfaces[slot] = inputInterface;
    times[slot] = timeMillis;
    count++;
    return true;
  }

  public synchronized int size() {
    return count;
  }

  /** Copies the hit {@code index} places behind the oldest one. */
  public synchronized void peek(int index, Hit into) {
    if (index < 0 || index >= count) throw new IndexOutOfBoundsException(index);
    int slot = (first + index) % capacity;
    into.kind = kinds[slot];
    into.length = lengths[slot];
    into.inputInterface = interfaces[slot];
    into.timeMillis = times[slot];
    System.arraycopy(packets, slot * slotSize, into.packet, 0, into.length);
  }

  /** Takes the oldest {@code number} hits away. */
  public synchronized void remove(int number) {
    if (number > count) throw new IndexOutOfBoundsException(number);
    first = (first + number) % capacity;
    count -= number;
    notifyAll();
  }

  /** Frees a reader that waits; nothing is put in any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
