package org.portsnare.netfilter.nflog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.MessageReader;

/**
 * One logged packet. This is a cursor: the next packet overwrites it, so copy the data that you
 * keep. Decoding allocates no objects. Not thread-safe.
 */
public final class PacketEvent {
  /** Maximum bytes of a packet that are kept; more copied bytes are cut off. */
  public static final int MAX_PAYLOAD = 1024;

  private static final int NFGENMSG = 4;
  private static final int NFULA_TIMESTAMP = 3;
  private static final int NFULA_IFINDEX_INDEV = 4;
  private static final int NFULA_HWADDR = 8;
  private static final int NFULA_PAYLOAD = 9;
  private static final int NFULA_PREFIX = 10;
  private static final int MAX_PREFIX = 127;
  private static final int ETHERNET_ADDRESS = 6;

  /** {@code struct nfulnl_msg_packet_hw}: be16 length, u16 padding, 8 bytes of address. */
  private static final int HARDWARE = 12;

  private final AttributeReader attributes = new AttributeReader();
  private final byte[] payload = new byte[MAX_PAYLOAD];
  private final byte[] prefix = new byte[MAX_PREFIX];
  private final byte[] stamp = new byte[16];
  private final byte[] hardware = new byte[HARDWARE];
  private int payloadLength;
  private int prefixLength;
  private int family;
  private int inputInterface;
  private long timeMillis;
  private long hardwareSource;

  PacketEvent() {}

  /** Decodes {@code NFULNL_MSG_PACKET}. */
  public void decode(MessageReader message) {
    payloadLength = 0;
    prefixLength = 0;
    inputInterface = 0;
    timeMillis = 0;
    hardwareSource = 0;
    family = message.u8(0);
    message.attributes(NFGENMSG, attributes);
    while (attributes.next()) {
      switch (attributes.type()) {
        case NFULA_TIMESTAMP -> timeMillis = time();
        case NFULA_IFINDEX_INDEV -> inputInterface = attributes.be32();
        case NFULA_HWADDR -> hardwareSource = hardwareAddress();
        case NFULA_PAYLOAD -> payloadLength = attributes.copyTo(payload, 0, MAX_PAYLOAD);
        case NFULA_PREFIX -> prefixLength = attributes.copyTo(prefix, 0, MAX_PREFIX);
        default -> {}
      }
    }
    while (prefixLength > 0 && prefix[prefixLength - 1] == 0) prefixLength--;
  }

  /**
   * {@code struct nfulnl_msg_packet_timestamp}: seconds and microseconds, 8 bytes each, in network
   * order.
   */
  private long time() {
    if (attributes.copyTo(stamp, 0, stamp.length) < stamp.length) return 0;
    return number(stamp, 0, 8) * 1_000 + number(stamp, 8, 8) / 1_000;
  }

  private long hardwareAddress() {
    if (attributes.copyTo(hardware, 0, HARDWARE) < HARDWARE) return 0;
    boolean ethernet = number(hardware, 0, 2) == ETHERNET_ADDRESS;
    return ethernet ? number(hardware, 4, ETHERNET_ADDRESS) : 0;
  }

  private static long number(byte[] bytes, int at, int count) {
    long number = 0;
    for (int i = at; i < at + count; i++) number = number << 8 | (bytes[i] & 0xff);
    return number;
  }

  /** {@code NFPROTO_} number: 2 for IPv4, 10 for IPv6. */
  public int family() {
    return family;
  }

  /** Index of the packet's input interface; 0 if there is none. */
  public int inputInterface() {
    return inputInterface;
  }

  /**
   * Arrival time of the packet by the machine's clock, in milliseconds since 1970; 0 if the kernel
   * does not tell, for example at the output hook.
   */
  public long timeMillis() {
    return timeMillis;
  }

  /**
   * The Ethernet address of the sender, as a number of 48 bits; 0 if the packet did not come over
   * Ethernet.
   */
  public long hardwareSource() {
    return hardwareSource;
  }

  /** The packet from its network header on; only {@link #payloadLength()} bytes are valid. */
  public byte[] payload() {
    return payload;
  }

  public int payloadLength() {
    return payloadLength;
  }

  /** Whether the rule's log prefix is this ASCII text. */
  public boolean hasPrefix(byte[] ascii) {
    return Arrays.equals(prefix, 0, prefixLength, ascii, 0, ascii.length);
  }

  /** The rule's log prefix. */
  public String prefix() {
    return new String(prefix, 0, prefixLength, StandardCharsets.UTF_8);
  }
}
