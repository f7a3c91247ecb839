package org.portsnare.netfilter.nftables;

import static org.portsnare.netfilter.nftables.Attributes.*;

import org.portsnare.netfilter.nftables.expr.Counter;
import org.portsnare.netlink.AttributeReader;

/**
 * One element of a set as the kernel reports it. This is a cursor: the next element overwrites it,
 * so copy the data that you keep. Not thread-safe.
 */
public final class SetElement {
  private final byte[] key = new byte[16];
  private final AttributeReader attributes = new AttributeReader();
  private final AttributeReader data = new AttributeReader();
  private final AttributeReader counter = new AttributeReader();
  private int keyLength;
  private boolean intervalEnd;
  private long timeoutMillis;
  private long expirationMillis;
  private long packets;
  private long bytes;

  SetElement() {}

  void read(AttributeReader element) {
    keyLength = 0;
    intervalEnd = false;
    timeoutMillis = 0;
    expirationMillis = 0;
    packets = ElementWriter.UNCOUNTED;
    bytes = 0;
    element.nested(attributes);
    while (attributes.next()) {
      switch (attributes.type()) {
        case NFTA_SET_ELEM_KEY -> readKey();
        case NFTA_SET_ELEM_FLAGS ->
            intervalEnd = (attributes.be32() & NFT_SET_ELEM_INTERVAL_END) != 0;
        case NFTA_SET_ELEM_TIMEOUT -> timeoutMillis = attributes.be64();
        case NFTA_SET_ELEM_EXPIRATION -> expirationMillis = attributes.be64();
        case NFTA_SET_ELEM_EXPR -> readCounter();
        default -> {}
      }
    }
  }

  private void readKey() {
    attributes.nested(data);
    while (data.next()) {
      if (data.type() == NFTA_DATA_VALUE) keyLength = data.copyTo(key, 0, key.length);
    }
  }

  private void readCounter() {
    packets = 0;
    attributes.nested(data);
    while (data.next()) {
      if (data.type() != NFTA_EXPR_DATA) continue;
      data.nested(counter);
      while (counter.next()) {
        if (counter.type() == Counter.NFTA_COUNTER_PACKETS) packets = counter.be64();
        if (counter.type() == Counter.NFTA_COUNTER_BYTES) bytes = counter.be64();
      }
    }
  }

  /** The key's bytes. Only {@link #keyLength()} are valid; the next element overwrites them. */
  public byte[] key() {
    return key;
  }

  public int keyLength() {
    return keyLength;
  }

  /** In an interval set: whether this key is the first one after a range. */
  public boolean intervalEnd() {
    return intervalEnd;
  }

  /** The element's whole lifetime; 0 if it does not expire. */
  public long timeoutMillis() {
    return timeoutMillis;
  }

  /** The remaining lifetime. */
  public long expirationMillis() {
    return expirationMillis;
  }

  /** Whether it counts matching packets. */
  public boolean isCounted() {
    return packets != ElementWriter.UNCOUNTED;
  }

  /** Packets that matched it; 0 if it does not count. */
  public long packets() {
    return Math.max(0, packets);
  }

  public long bytes() {
    return bytes;
  }
}
