package org.portsnare.ledger;

import java.security.SecureRandom;
import java.util.Arrays;
import org.portsnare.ban.Prefix;

/**
 * Finds the row of a prefix in the table {@code ban}, in memory: a hash table of 8 bytes per slot,
 * at most three quarters full. It has the hash of a prefix, not the prefix itself. So its answer is
 * either "certainly none" or "perhaps this row".
 *
 * <p>An index in the file would cost more than the rest of a hit: prefixes come at random, so
 * nearly every one would change a page of its own.
 *
 * <pre>
 *   slot   32 bits of hash | 32 bits of row id       0 is a free slot, as no row has the id 0
 * </pre>
 */
final class PrefixIndex {
  /** Maximum id of a row. At 100 new bans per second, it is reached after more than a year. */
  static final long MAX_ID = 0xffff_ffffL;

  private static final int INITIAL = 1 << 10;
  private static final int LARGEST = 1 << 30;

  /**
   * Number of undo entries that keep their memory, so that not every commit of a flood leaves
   * garbage.
   */
  private static final int KEPT = 1 << 14;

  /** Random, so that no sender can choose addresses that all fall into one slot. */
  private final long seed = new SecureRandom().nextLong();

  private long[] slots;
  private int size;

  /** Number of prefixes that are IPv6, now and (below) at the last {@link #commit}. */
  private int ipv6;

  private int ipv6Committed;

  /**
   * Entries that were added or removed since the last {@link #commit}; {@link #added} tells which.
   */
  private long[] undo = new long[16];

  private boolean[] added = new boolean[16];
  private int done;

  /**
   * @param expected number of prefixes to come; more are no error
   */
  PrefixIndex(long expected) {
    int capacity = INITIAL;
    while (capacity / 4 * 3L <= expected && capacity < LARGEST) capacity *= 2;
    slots = new long[capacity];
  }

  int size() {
    return size;
  }

  /** Number of prefixes that are IPv6. */
  int ipv6() {
    return ipv6;
  }

  /** Notes the row of a prefix. */
  void add(Prefix prefix, long id) {
    insert(prefix, id);
    note(entry(hash(prefix), id), true);
  }

  private void insert(Prefix prefix, long id) {
    put(checked(prefix, id));
    if (prefix.ipv6()) ipv6++;
  }

  private long checked(Prefix prefix, long id) {
    if (id <= 0 || id > MAX_ID) {
      throw new IllegalStateException("the ledger has used up its " + MAX_ID + " row ids");
    }
    return entry(hash(prefix), id);
  }

  /**
   * Fills an index with rows that are committed already. Entries are gathered first, and then
   * placed in one go: every slot is in a cache line of its own, and the processor fetches several
   * at the same time if nothing else happens in between.
   */
  static final class Filling {
    private static final int GATHERED = 4_096;

    private final PrefixIndex index;
    private final long[] gathered = new long[GATHERED];
    private int count;

    /** See {@link PrefixIndex#PrefixIndex}. */
    Filling(long expected) {
      index = new PrefixIndex(expected);
    }

    /** Notes the row of a prefix. */
    void add(Prefix prefix, long id) {
      if (count == gathered.length) place();
      gathered[count++] = index.checked(prefix, id);
      if (prefix.ipv6()) index.ipv6++;
    }

    private void place() {
      index.putAll(gathered, count);
      count = 0;
    }

    /** The complete index. */
    PrefixIndex finish() {
      place();
      index.commit();
      return index;
    }
  }

  /** Forgets the row of a prefix. */
  void remove(Prefix prefix, long id) {
    long entry = entry(hash(prefix), id);
    if (!take(entry)) return;
    note(entry, false);
    if (prefix.ipv6()) ipv6--;
  }

  /** The first slot that may belong to this prefix; negative if there is none. */
  int first(Prefix prefix) {
    int hash = hash(prefix);
    return find(hash, hash & (slots.length - 1));
  }

  /**
   * The next slot after {@code slot} that may belong to the same prefix; negative if there is none.
   */
  int next(int slot) {
    return find((int) (slots[slot] >>> 32), (slot + 1) & (slots.length - 1));
  }

  /** The row id in a slot. */
  long id(int slot) {
    return slots[slot] & MAX_ID;
  }

  private int find(int hash, int from) {
    int mask = slots.length - 1;
    for (int slot = from; slots[slot] != 0; slot = (slot + 1) & mask) {
      if ((int) (slots[slot] >>> 32) == hash) return slot;
    }
    return -1;
  }

  /** Keeps all changes since the last commit. */
  void commit() {
    done = 0;
    ipv6Committed = ipv6;
    if (undo.length > KEPT) {
      undo = new long[16];
      added = new boolean[16];
    }
  }

  /** Undoes all changes since the last {@link #commit}. */
  void rollback() {
    while (done > 0) {
      done--;
      if (added[done]) take(undo[done]);
      else put(undo[done]);
    }
    ipv6 = ipv6Committed;
  }

  private void note(long entry, boolean isAdded) {
    if (done == undo.length) {
      undo = Arrays.copyOf(undo, done * 2);
      added = Arrays.copyOf(added, done * 2);
    }
    undo[done] = entry;
    added[done++] = isAdded;
  }

  private void put(long entry) {
    if (size >= slots.length / 4 * 3) grow();
    place(slots, entry);
    size++;
  }

  private void putAll(long[] entries, int count) {
    while (size + count > slots.length / 4 * 3) grow();
    for (int i = 0; i < count; i++) place(slots, entries[i]);
    size += count;
  }

  private static void place(long[] slots, long entry) {
    int mask = slots.length - 1;
    int slot = (int) (entry >>> 32) & mask;
    while (slots[slot] != 0) slot = (slot + 1) & mask;
    slots[slot] = entry;
  }

  private void grow() {
    if (slots.length == LARGEST) throw new IllegalStateException("too many bans for the index");
    long[] larger = new long[slots.length * 2];
    for (long entry : slots) {
      if (entry != 0) place(larger, entry);
    }
    slots = larger;
  }

  private boolean take(long entry) {
    int mask = slots.length - 1;
    int slot = (int) (entry >>> 32) & mask;
    while (slots[slot] != entry) {
      if (slots[slot] == 0) return false;
      slot = (slot + 1) & mask;
    }
    size--;
    close(slot, mask);
    return true;
  }

  /** Fills a slot that becomes free with later entries, so that a search does not end there. */
  private void close(int free, int mask) {
    int gap = free;
    for (int slot = (gap + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int home = (int) (slots[slot] >>> 32) & mask;
      boolean mayMove = ((slot - home) & mask) >= ((slot - gap) & mask);
      if (mayMove) {
        slots[gap] = slots[slot];
        gap = slot;
      }
    }
    slots[gap] = 0;
  }

  private static long entry(int hash, long id) {
    return ((long) hash << 32) | id;
  }

  /**
   * A hash in which every bit depends on every bit of the prefix: MurmurHash3's finalizer, three
   * times.
   */
  private int hash(Prefix prefix) {
    long hash = mix(seed ^ prefix.high());
    hash = mix(hash ^ prefix.low());
    return (int) (mix(hash ^ prefix.length() ^ (prefix.ipv6() ? 256 : 0)) >>> 32);
  }

  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
