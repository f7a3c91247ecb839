package org.portsnare.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.portsnare.netlink.packet.EthernetConstants;
import org.portsnare.netlink.packet.PacketSocket;
import org.portsnare.packet.PacketHeader;

/**
 * Lets a captured handshake go on with a host that answers with another sequence number than the
 * one in the capture: what a client acknowledges is moved by the difference. Thread-safe.
 */
final class Cookies implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 65_536;
  private static final int STEPS = 0x17;
  private static final int SYN = 0x02;
  private static final int SYN_ACK = 0x12;
  private static final int ACK = 0x10;
  private static final int TCP_ACKNOWLEDGEMENT = 8;

  /** An answer comes within microseconds, unless the machine is busy elsewhere. */
  private static final long PATIENCE_NANOS = 20_000_000L;

  private static final long LOOK_NANOS = 50_000L;

  private final Map<Connection, Numbers> connections = new HashMap<>();
  private final Thread reader;
  private volatile boolean done;

  private record Connection(long high, long low, int client, int server) {}

  private static final class Numbers {
    private boolean answered;
    private boolean moved;
    private int answer;
    private int difference;
  }

  Cookies(PacketSocket wire) {
    reader = Thread.ofPlatform().name("replay-answers").daemon().start(() -> read(wire));
  }

  private void read(PacketSocket wire) {
    byte[] frame = new byte[PacketSocket.MAX_FRAME];
    PacketHeader header = new PacketHeader();
    int skip = EthernetConstants.ETH_HLEN;
    while (!done) {
      int length = wire.receive(frame, 100);
      if (length == PacketSocket.CLOSED) return;
      if (length <= skip || !header.decode(frame, skip, length - skip)) continue;
      if (!header.hasTcp() || (header.tcpFlags() & STEPS) != SYN_ACK) continue;
      answered(connection(frame, header, header.destinationAt(), true), header.tcpSequence());
    }
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

  private synchronized void answered(Connection connection, long sequence) {
    Numbers numbers = connections.get(connection);
    if (numbers == null || numbers.moved) return;
    numbers.answered = true;
    numbers.answer = (int) sequence;
  }

  /**
   * Is to be told of each packet before it is fed, and changes what it acknowledges; its checksum
   * is wrong then.
   */
  void before(byte[] data, PacketHeader header) {
    if (!header.hasTcp()) return;
    Connection connection = connection(data, header, header.sourceAt(), false);
    int steps = header.tcpFlags() & STEPS;
    if (steps == SYN) begin(connection);
    else if ((header.tcpFlags() & ACK) != 0) move(connection, data, header);
  }

  private synchronized void begin(Connection connection) {
    if (connections.size() < MAX_CONNECTIONS) connections.putIfAbsent(connection, new Numbers());
  }

  private void move(Connection connection, byte[] data, PacketHeader header) {
    Numbers numbers = awaitAnswer(connection);
    if (numbers == null) return;
    int captured = (int) header.tcpAcknowledgement();
    synchronized (this) {
      if (!numbers.moved) {
        // The first ACK acknowledges the SYN/ACK and nothing else.
        numbers.difference = numbers.answer + 1 - captured;
        numbers.moved = true;
      }
    }
    int moved = captured + numbers.difference;
    int at = header.transportAt() + TCP_ACKNOWLEDGEMENT;
    for (int i = 0; i < 4; i++) data[at + i] = (byte) (moved >>> (24 - 8 * i));
  }

  private @Nullable Numbers awaitAnswer(Connection connection) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      synchronized (this) {
        Numbers numbers = connections.get(connection);
        if (numbers == null) return null;
        if (numbers.answered) return numbers;
      }
      if (System.nanoTime() > deadline) {
        forget(connection);
        return null;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private synchronized void forget(Connection connection) {
    connections.remove(connection);
  }

  @Override
  public void close() {
    done = true;
    try {
      reader.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
