package org.portsnare.netlink.diag;

import static org.portsnare.netlink.NetlinkConstants.NETLINK_SOCK_DIAG;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetlinkSocket;

/**
 * Lists TCP sockets of one network namespace. Layouts are those of {@code linux/inet_diag.h}.
 * Thread-safe.
 *
 * <pre>
 *   inet_diag_req_v2: u8 family, u8 protocol, u8 ext, u8 pad, u32 states, inet_diag_sockid (48)
 *   inet_diag_msg:    u8 family, u8 state, u8 timer, u8 retrans, inet_diag_sockid (48),
 *                     u32 expires, u32 rqueue, u32 wqueue, u32 uid, u32 inode
 *   inet_diag_sockid: be16 sport, be16 dport, be32 src[4], be32 dst[4], u32 if, u32 cookie[2]
 * </pre>
 */
public final class TcpDiag implements AutoCloseable {
  private static final int SOCK_DIAG_BY_FAMILY = 20;
  private static final int IPPROTO_TCP = 6;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int TCP_ESTABLISHED = 1;
  private static final int TCP_LISTEN = 10;
  private static final int SOCKID = 48;
  private static final int INODE_AT = 4 + SOCKID + 16;

  private final NetlinkSocket socket;

  private TcpDiag(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket in the calling thread's network namespace. */
  public static TcpDiag open() {
    return new TcpDiag(NetlinkSocket.open(NETLINK_SOCK_DIAG));
  }

  /** All established connections, IPv4 and IPv6. */
  public List<TcpSocket> established() {
    return list(1 << TCP_ESTABLISHED);
  }

  /** All listening sockets, IPv4 and IPv6. */
  public List<TcpSocket> listening() {
    return list(1 << TCP_LISTEN);
  }

  private List<TcpSocket> list(int states) {
    List<TcpSocket> sockets = new ArrayList<>();
    for (int family : new int[] {AF_INET, AF_INET6}) {
      MessageWriter request = new MessageWriter(128);
      request.begin(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP);
      request.u8(family).u8(IPPROTO_TCP).u8(0).u8(0).u32(states).bytes(new byte[SOCKID]).end();
      NetlinkSocket.Failure failure =
          socket.exchange(
              "list TCP sockets",
              request,
              answer -> {
                if (answer.type() == SOCK_DIAG_BY_FAMILY) sockets.add(read(answer));
              });
      // ENOENT: this kernel has no IPv6.
      if (failure != null && failure.errno() != Errno.EINTR && failure.errno() != Errno.ENOENT) {
        throw new NetlinkException("list TCP sockets", failure.errno(), failure.hint());
      }
    }
    return sockets;
  }

  private static TcpSocket read(MessageReader answer) {
    int length = answer.u8(0) == AF_INET ? 4 : 16;
    return new TcpSocket(
        address(answer.bytes(8, length)),
        answer.be16(4),
        address(answer.bytes(24, length)),
        answer.be16(6),
        Integer.toUnsignedLong(answer.u32(INODE_AT)));
  }

  /** Java turns an IPv4 address mapped into IPv6 into the IPv4 address it is. */
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
