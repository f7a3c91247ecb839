package org.portsnare.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.portsnare.netlink.packet.EthernetConstants;
import org.portsnare.packet.PacketHeader;

/**
 * Lets a captured handshake continue with a host that answers with another sequence number than in
 * the capture: the numbers that a client acknowledges are moved by the difference. Not thread-safe.
 */
final class Cookies {
  private static final int MAX_CONNECTIONS = 65_536;

  /**
   * Maximum number of packets before the answers are read. The kernel's queue of received packets
   * has room for 1,000.
   */
  private static final int UNREAD = 256;

  private static final int STEPS = 0x17;
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;
  private static final int ACK = 0x10;
  private static final int TCP_ACKNOWLEDGEMENT = 8;

  private final Wire wire;
  private final PacketHeader answer = new PacketHeader();
  private final Map<Connection, Numbers> connections =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Connection, Numbers> eldest) {
          return size() > MAX_CONNECTIONS;
        }
      };
  private int unread;

  private record Connection(long high, long low, int client, int server) {}

  private static final class Numbers {
    private boolean answered;
    private boolean moved;
    private int answer;
    private int difference;
  }

  Cookies(Wire wire) {
    this.wire = wire;
  }

  /**
   * Call this for each packet before it is fed. It may change the number that the packet
   * acknowledges; then its checksum is wrong.
   */
  void before(byte[] data, PacketHeader header) {
    if (unread++ >= UNREAD) settle();
    if (!header.hasTcp()) return;
    int steps = header.tcpFlags() & STEPS;
    if (steps == SYN) begin(data, header);
    else if ((header.tcpFlags() & ACK) != 0) move(data, header);
  }

  /** Waits until the host has handled all packets, and reads its answers. */
  void settle() {
    unread = 0;
    wire.settle(this::answered);
  }

  private void answered(byte[] frame, int length) {
    int skip = EthernetConstants.ETH_HLEN;
    if (length <= skip || !answer.decode(frame, skip, length - skip)) return;
    if (!answer.hasTcp() || (answer.tcpFlags() & STEPS) != SYN_ACK) return;
    Numbers numbers = connections.get(connection(frame, answer, answer.destinationAt(), true));
    if (numbers == null || numbers.moved) return;
    numbers.answered = true;
    numbers.answer = (int) answer.tcpSequence();
  }

  private void begin(byte[] data, PacketHeader header) {
    connections.putIfAbsent(connection(data, header, header.sourceAt(), false), new Numbers());
  }

  private void move(byte[] data, PacketHeader header) {
    Connection connection = connection(data, header, header.sourceAt(), false);
    Numbers numbers = answeredNumbers(connection);
    if (numbers == null) return;
    int captured = (int) header.tcpAcknowledgement();
    if (!numbers.moved) {
      // The first ACK acknowledges only the SYN/ACK.
      numbers.difference = numbers.answer + 1 - captured;
      numbers.moved = true;
    }
    int moved = captured + numbers.difference;
    int at = header.transportAt() + TCP_ACKNOWLEDGEMENT;
    for (int i = 0; i < 4; i++) data[at + i] = (byte) (moved >>> (24 - 8 * i));
  }

  private @Nullable Numbers answeredNumbers(Connection connection) {
    Numbers numbers = connections.get(connection);
    if (numbers == null || numbers.answered) return numbers;
    settle();
    if (numbers.answered) return numbers;
    // The host has dropped or refused the SYN, so the connection cannot continue.
    connections.remove(connection);
    return null;
  }

  private static Connection connection(
      byte[] data, PacketHeader header, int clientAt, boolean answer) {
    int client = answer ? header.destinationPort() : header.sourcePort();
    int server = answer ? header.sourcePort() : header.destinationPort();
    long high = 0;
    long low = 0;
    int bytes = header.ipv6() ? 16 : 4;
    for (int i = 0; i < bytes; i++) {
      high = (high << 8) | (low >>> 56);
      low = (low << 8) | (data[clientAt + i] & 0xff);
    }
    return new Connection(high, low, client, server);
  }
}
