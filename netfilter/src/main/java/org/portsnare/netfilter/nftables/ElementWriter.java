package org.portsnare.netfilter.nftables;

import static org.portsnare.netfilter.nftables.Attributes.*;
import static org.portsnare.netlink.NetlinkConstants.NLA_HDRLEN;

import org.portsnare.netfilter.nftables.expr.Counter;
import org.portsnare.netlink.MessageWriter;

/**
 * Writes any number of elements of one set into a transaction.
 *
 * <pre>
 *   NFTA_SET_ELEM_LIST_ELEMENTS                     at most 65535 bytes, then a new message
 *     NFTA_LIST_ELEM
 *       NFTA_SET_ELEM_KEY { NFTA_DATA_VALUE }
 *       NFTA_SET_ELEM_FLAGS                         the end of a range
 *       NFTA_SET_ELEM_TIMEOUT, _EXPIRATION          milliseconds, network order
 *       NFTA_SET_ELEM_EXPR { counter }
 * </pre>
 */
public final class ElementWriter implements AutoCloseable {
  /**
   * Packet count for an element without a counter of its own. If the set gives every element a
   * counter, the element has that counter.
   */
  public static final long UNCOUNTED = -1;

  /** Maximum bytes of an element that is written here. */
  private static final int MARGIN = 256;

  /** Offset of the key in an element, in bytes: after the headers of element, key and data. */
  private static final int KEY = 3 * NLA_HDRLEN;

  private final Transaction transaction;
  private final Set set;
  private final int message;
  private final int flags;
  private final String what;
  private final MessageWriter batch;
  private int list;

  /** Start of the last element that has only a key and a timeout; -1 if there is none. */
  private int model = -1;

  /** Length of that element in bytes. Its last eight bytes are the timeout. */
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

  /** An element with the set's default timeout. Without one it stays until it is removed. */
  public ElementWriter element(byte[] key) {
    return element(key, 0, 0);
  }

  /**
   * An element that expires.
   *
   * @param timeoutMillis its whole lifetime; 0 is like {@link #element(byte[])}
   * @param expirationMillis its remaining lifetime; 0 for the whole lifetime
   */
  public ElementWriter element(byte[] key, long timeoutMillis, long expirationMillis) {
    return element(key, timeoutMillis, expirationMillis, UNCOUNTED, 0);
  }

  /**
   * An element that expires and counts matching packets.
   *
   * @param packets initial packet count; {@link #UNCOUNTED} for no counter of its own
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

  /** Copies the last plain element with a new key and timeout: true for nearly all of a million. */
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
   * @param first first key in the range
   * @param end first key after the range; a zero-length array if the range has no end
   * @param packets initial packet count, if the set counts
   */
  public ElementWriter range(
      byte[] first, byte[] end, long timeoutMillis, long expirationMillis, long packets) {
    element(first, timeoutMillis, expirationMillis, set.counter() ? packets : UNCOUNTED, 0);
    return end.length == 0 ? this : end(end);
  }

  /** The first key after a range whose first key was written before. */
  public ElementWriter end(byte[] key) {
    // The kernel refuses a timeout here: the end expires with its start.
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
