package org.portsnare.netlink.diag;

import static org.portsnare.netlink.NetlinkConstants.NETLINK_SOCK_DIAG;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetlinkSocket;

/**
 * Lists TCP and UDP sockets of one network namespace, and ends TCP connections. Layouts are those
 * of {@code linux/inet_diag.h}. Thread-safe.
 *
 * <pre>
 *   inet_diag_req_v2: u8 family, u8 protocol, u8 ext, u8 pad, u32 states, inet_diag_sockid (48)
 *   inet_diag_msg:    u8 family, u8 state, u8 timer, u8 retrans, inet_diag_sockid (48),
 *                     u32 expires, u32 rqueue, u32 wqueue, u32 uid, u32 inode
 *   inet_diag_sockid: be16 sport, be16 dport, be32 src[4], be32 dst[4], u32 if, u32 cookie[2]
 * </pre>
 */
public final class SocketDiag implements AutoCloseable {
  private static final int SOCK_DIAG_BY_FAMILY = 20;
  private static final int SOCK_DESTROY = 21;
  private static final int IPPROTO_TCP = 6;
  private static final int IPPROTO_UDP = 17;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int TCP_ESTABLISHED = 1;
  private static final int TCP_SYN_SENT = 2;
  private static final int TCP_SYN_RECV = 3;
  private static final int TCP_FIN_WAIT1 = 4;
  private static final int TCP_FIN_WAIT2 = 5;

  /** Of a UDP socket: it is not connected and receives datagrams from any sender. */
  private static final int TCP_CLOSE = 7;

  private static final int TCP_CLOSE_WAIT = 8;
  private static final int TCP_LAST_ACK = 9;
  private static final int TCP_LISTEN = 10;
  private static final int TCP_CLOSING = 11;
  private static final int TCP_NEW_SYN_RECV = 12;

  /** All states of a connection that has a peer, except TIME_WAIT. */
  private static final int OPEN =
      states(
          TCP_ESTABLISHED,
          TCP_SYN_SENT,
          TCP_SYN_RECV,
          TCP_FIN_WAIT1,
          TCP_FIN_WAIT2,
          TCP_CLOSE_WAIT,
          TCP_LAST_ACK,
          TCP_CLOSING,
          TCP_NEW_SYN_RECV);

  private static final int SOCKID_AT = 4;
  private static final int SOCKID = 48;
  private static final int INODE_AT = 4 + SOCKID + 16;

  private final NetlinkSocket socket;

  private SocketDiag(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket in the calling thread's network namespace. */
  public static SocketDiag open() {
    return new SocketDiag(NetlinkSocket.open(NETLINK_SOCK_DIAG));
  }

  /** All established connections, IPv4 and IPv6. */
  public List<InetSocket> established() {
    return list(IPPROTO_TCP, 1 << TCP_ESTABLISHED);
  }

  /** All listening sockets, IPv4 and IPv6. */
  public List<InetSocket> listening() {
    return list(IPPROTO_TCP, 1 << TCP_LISTEN);
  }

  /**
   * All UDP sockets that receive datagrams from any sender, IPv4 and IPv6. Empty if the kernel was
   * built without CONFIG_INET_UDP_DIAG.
   */
  public List<InetSocket> receiving() {
    return list(IPPROTO_UDP, 1 << TCP_CLOSE);
  }

  private static int states(int... numbers) {
    int states = 0;
    for (int number : numbers) states |= 1 << number;
    return states;
  }

  /**
   * Ends open connections, as {@code ss -K} does. The kernel resets them, and their program gets
   * ECONNABORTED.
   *
   * @param which selects the connections to end by their addresses
   * @return number of ended connections
   * @throws NetlinkException with EOPNOTSUPP if the kernel was built without
   *     CONFIG_INET_DIAG_DESTROY, with EPERM without CAP_NET_ADMIN
   */
  public int destroy(Predicate<InetSocket> which) {
    List<byte[]> ids = new ArrayList<>();
    forEach(
        IPPROTO_TCP,
        OPEN,
        answer -> {
          if (which.test(read(answer))) ids.add(answer.bytes(0, SOCKID_AT + SOCKID));
        });
    int ended = 0;
    for (byte[] id : ids) {
      if (destroy(id)) ended++;
    }
    return ended;
  }

  /** The request is the listed socket's family and identity, cookie included. */
  private boolean destroy(byte[] socketId) {
    MessageWriter request = new MessageWriter(128);
    request.begin(SOCK_DESTROY, NLM_F_REQUEST | NLM_F_ACK);
    request.u8(socketId[0]).u8(IPPROTO_TCP).u8(0).u8(0).u32(OPEN);
    request.bytes(Arrays.copyOfRange(socketId, SOCKID_AT, socketId.length)).end();
    String operation = "end a TCP connection";
    NetlinkSocket.Failure failure = socket.exchange(operation, request, _ -> {});
    if (failure == null) return true;
    // The connection has ended by itself. Older kernels answer EOPNOTSUPP if it is in TIME_WAIT.
    boolean gone = failure.errno() == Errno.ENOENT;
    if (gone || (failure.errno() == Errno.EOPNOTSUPP && !isOpen(socketId))) return false;
    throw new NetlinkException(operation, failure.errno(), failure.hint());
  }

  /** Whether a socket of this identity is still listed as open. */
  private boolean isOpen(byte[] socketId) {
    boolean[] open = {false};
    forEach(
        IPPROTO_TCP,
        OPEN,
        answer ->
            open[0] |=
                Arrays.equals(
                    answer.bytes(SOCKID_AT, SOCKID),
                    0,
                    SOCKID,
                    socketId,
                    SOCKID_AT,
                    SOCKID_AT + SOCKID));
    return open[0];
  }

  private List<InetSocket> list(int protocol, int states) {
    List<InetSocket> sockets = new ArrayList<>();
    forEach(protocol, states, answer -> sockets.add(read(answer)));
    return sockets;
  }

  private void forEach(int protocol, int states, Consumer<MessageReader> consumer) {
    for (int family : new int[] {AF_INET, AF_INET6}) {
      MessageWriter request = new MessageWriter(128);
      request.begin(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP);
      request.u8(family).u8(protocol).u8(0).u8(0).u32(states).bytes(new byte[SOCKID]).end();
      NetlinkSocket.Failure failure =
          socket.exchange(
              "list sockets",
              request,
              answer -> {
                if (answer.type() == SOCK_DIAG_BY_FAMILY) consumer.accept(answer);
              });
      // ENOENT: this kernel has no IPv6.
      if (failure != null && failure.errno() != Errno.EINTR && failure.errno() != Errno.ENOENT) {
        throw new NetlinkException("list sockets", failure.errno(), failure.hint());
      }
    }
  }

  private static InetSocket read(MessageReader answer) {
    int length = answer.u8(0) == AF_INET ? 4 : 16;
    return new InetSocket(
        address(answer.bytes(8, length)),
        answer.be16(4),
        address(answer.bytes(24, length)),
        answer.be16(6),
        Integer.toUnsignedLong(answer.u32(INODE_AT)));
  }

  /** Java turns an IPv4-mapped IPv6 address into the IPv4 address. */
  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
