package org.portsnare.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Lab;

/**
 * A name server on the guarded host, UDP and TCP, IPv4 and IPv6. It gives the same answer to every
 * question. The format is that of RFC 1035, section 4.
 */
final class NameServer implements AutoCloseable {
  /** The address of every name. */
  static final String ANSWER = "192.0.2.80";

  private static final int PORT = 53;
  private static final int HEADER = 12;
  private static final int MAX_QUERY = 512;

  /** Flags: an authoritative answer without error to a query with recursion desired. */
  private static final short FLAGS = (short) 0x8500;

  private final DatagramSocket udp;
  private final ServerSocket tcp;

  private NameServer(DatagramSocket udp, ServerSocket tcp) {
    this.udp = udp;
    this.tcp = tcp;
    Thread.ofVirtual().start(this::datagrams);
    Thread.ofVirtual().start(this::connections);
  }

  static NameServer on(Lab lab) {
    try (NetworkNamespace host = NetworkNamespace.open(lab.hostNamespace())) {
      return host.call(
          () -> {
            InetAddress any = InetAddress.ofLiteral("::");
            SocketAddress address = new InetSocketAddress(any, PORT);
            return new NameServer(new DatagramSocket(address), new ServerSocket(PORT, 50, any));
          });
    }
  }

  private void datagrams() {
    DatagramPacket packet = new DatagramPacket(new byte[MAX_QUERY], MAX_QUERY);
    while (!udp.isClosed()) {
      try {
        packet.setLength(MAX_QUERY);
        udp.receive(packet);
        byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        // Closed, or the asker is gone.
      }
    }
  }

  private void connections() {
    while (!tcp.isClosed()) {
      try (Socket client = tcp.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] answer = answer(in.readNBytes(in.readUnsignedShort()));
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeShort(answer.length);
        out.write(answer);
      } catch (IOException e) {
        // Closed, or the asker is gone.
      }
    }
  }

  private static byte[] answer(byte[] query) throws IOException {
    int end = HEADER;
    while (end < query.length && query[end] != 0) end += (query[end] & 0xff) + 1;
    end += 5; // the root, the type, the class
    if (end > query.length) throw new IOException("query is cut off");
    ByteBuffer answer = ByteBuffer.allocate(end + 16);
    answer.put(query, 0, end);
    // A pointer to the name in the question, type A, class IN, one minute.
    answer.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1).putInt(60);
    answer.putShort((short) 4).put(InetAddress.ofLiteral(ANSWER).getAddress());
    // One question, one answer, and nothing else.
    answer.putShort(2, FLAGS).putShort(4, (short) 1).putShort(6, (short) 1);
    answer.putShort(8, (short) 0).putShort(10, (short) 0);
    return answer.array();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
