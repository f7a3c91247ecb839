package org.portsnare.netfilter.nftables;

import static org.portsnare.netfilter.nftables.Attributes.*;
import static org.portsnare.netlink.NetlinkConstants.NLA_HDRLEN;

import org.portsnare.netfilter.nftables.expr.Counter;
import org.portsnare.netlink.MessageWriter;

/**
 * Writes elements of one set into a transaction, as many as there are.
 *
 * <pre>
 *   NFTA_SET_ELEM_LIST_ELEMENTS                     at most 65535 bytes, then the next message
 *     NFTA_LIST_ELEM
 *       NFTA_SET_ELEM_KEY { NFTA_DATA_VALUE }
 *       NFTA_SET_ELEM_FLAGS                         the end of a range
 *       NFTA_SET_ELEM_TIMEOUT, _EXPIRATION          milliseconds, network order
 *       NFTA_SET_ELEM_EXPR { counter }
 * </pre>
 */
public final class ElementWriter implements AutoCloseable {
  /**
   * For an element without a counter of its own; it has one nevertheless if the set gives every
   * element one.
   */
  public static final long UNCOUNTED = -1;

  /** Room for the largest element that is written here. */
  private static final int MARGIN = 256;

  /**
   * Where the key is in an element: behind the headers of the element, of its key and of its data.
   */
  private static final int KEY = 3 * NLA_HDRLEN;

  private final Transaction transaction;
  private final Set set;
  private final int message;
  private final int flags;
  private final String what;
  private final MessageWriter batch;
  private int list;

  /** Where the last element begins that has a key and a timeout, and nothing else. */
  private int model = -1;

  /** Its bytes, of which the timeout is the last eight. */
  private int modelSize;

  ElementWriter(Transaction transaction, Set set, int message, int flags, String what) {
    this.transaction = transaction;
    this.set = set;
    this.message = message;
    this.flags = flags;
    this.what = what;
    batch = transaction.beginElements(set, message, flags, what);
    list = batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS);
  }

  /** An element that stays until it is removed, or as long as the set's default timeout says. */
  public ElementWriter element(byte[] key) {
    return element(key, 0, 0);
  }

  /**
   * An element that ends by itself.
   *
   * @param timeoutMillis its whole life; 0 as for {@link #element(byte[])}
   * @param expirationMillis what is left of it now; 0 for all of it
   */
  public ElementWriter element(byte[] key, long timeoutMillis, long expirationMillis) {
    return element(key, timeoutMillis, expirationMillis, UNCOUNTED, 0);
  }

  /**
   * An element that ends by itself and counts what matches it.
   *
   * @param packets what its counter starts with; {@link #UNCOUNTED} for none of its own
   */
  public ElementWriter element(
      byte[] key, long timeoutMillis, long expirationMillis, long packets, long bytes) {
    boolean counted = packets > 0 || (packets == 0 && !set.counter());
    boolean plain =
        timeoutMillis > 0 && expirationMillis == 0 && !counted && key.length == set.key().length();
    if (plain && again(key, timeoutMillis)) return this;
    int element = begin(key, false);
    timeout(timeoutMillis, expirationMillis);
    if (counted) {
      new Counter(packets, bytes).write(batch, NFTA_SET_ELEM_EXPR);
    }
    batch.endNest(element);
    if (plain) {
      model = element;
      modelSize = batch.length() - element;
    }
    return this;
  }

  /** Repeats the last such element with another key and timeout: of a million, all but a few. */
  private boolean again(byte[] key, long timeoutMillis) {
    boolean full = batch.length() - list > MessageWriter.MAX_ATTRIBUTE - modelSize;
    if (model < 0 || full) return false;
    model = batch.repeat(model, modelSize);
    batch.replaceBytes(model + KEY, key);
    batch.replaceBe64(model + modelSize - 8, timeoutMillis);
    return true;
  }

  /**
   * A range of keys in an interval set.
   *
   * @param first the first key in the range
   * @param end the first key behind it; a zero-length array for "to the very end"
   * @param packets what its counter starts with, where the set counts
   */
  public ElementWriter range(
      byte[] first, byte[] end, long timeoutMillis, long expirationMillis, long packets) {
    element(first, timeoutMillis, expirationMillis, set.counter() ? packets : UNCOUNTED, 0);
    return end.length == 0 ? this : end(end);
  }

  /** The first key behind a range whose first key was written before. */
  public ElementWriter end(byte[] key) {
    // The kernel refuses a timeout here: the end goes with its start.
    batch.endNest(begin(key, true));
    return this;
  }

  private int begin(byte[] key, boolean end) {
    if (batch.length() - list > MessageWriter.MAX_ATTRIBUTE - MARGIN) nextMessage();
    int element = batch.nest(NFTA_LIST_ELEM);
    int nest = batch.nest(NFTA_SET_ELEM_KEY);
    batch.putBytes(NFTA_DATA_VALUE, key);
    batch.endNest(nest);
    if (end) batch.putBe32(NFTA_SET_ELEM_FLAGS, NFT_SET_ELEM_INTERVAL_END);
    return element;
  }

  private void timeout(long timeoutMillis, long expirationMillis) {
    if (timeoutMillis <= 0) return;
    batch.putBe64(NFTA_SET_ELEM_TIMEOUT, timeoutMillis);
    if (expirationMillis > 0) batch.putBe64(NFTA_SET_ELEM_EXPIRATION, expirationMillis);
  }

  private void nextMessage() {
    close();
    model = -1;
    transaction.beginElements(set, message, flags, what);
    list = batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS);
  }

  @Override
  public void close() {
    batch.endNest(list);
    batch.end();
  }
}
