package org.portsnare.netlink.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.libc.Libc;
import org.portsnare.netlink.libc.LibcConstants;

/** Sends single datagrams to unix sockets, as {@code unix(7)} describes them. */
public final class UnixDatagram {
  /** Bytes of {@code sun_path} in {@code struct sockaddr_un}. */
  private static final int MAX_PATH = 108;

  private static final int POLLFD = 8;

  private UnixDatagram() {}

  /**
   * Sends one datagram. The receiver gets all of it or nothing. Waits at most one second while the
   * receiver's queue is full.
   *
   * @param address the path of the socket, or {@code @} and a name in the abstract namespace
   * @throws NetlinkException if there is no receiver, or if its queue stays full
   * @throws IllegalArgumentException if {@code address} is neither
   */
  public static void send(String address, byte[] data) {
    String operation = "send a datagram to " + address;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment socket = socketAddress(arena, address);
      int type = LibcConstants.SOCK_DGRAM | LibcConstants.SOCK_CLOEXEC;
      int fd = check(operation, Libc.socket(LibcConstants.AF_UNIX, type, 0));
      try {
        // Connected, because otherwise poll ignores the receiver's queue.
        check(operation, Libc.connect(fd, socket));
        check(operation, send(fd, arena.allocateFrom(JAVA_BYTE, data), data.length));
      } finally {
        Libc.close(fd);
      }
    }
  }

  private static long send(int fd, MemorySegment data, int length) {
    int flags = LibcConstants.MSG_DONTWAIT | LibcConstants.MSG_NOSIGNAL;
    long sent = Libc.send(fd, data, length, flags);
    if (sent != -LibcConstants.EAGAIN) return sent;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(POLLFD, JAVA_INT.byteAlignment());
      poll.set(JAVA_INT, 0, fd);
      poll.set(JAVA_SHORT, JAVA_INT.byteSize(), (short) LibcConstants.POLLOUT);
      Libc.poll(poll, 1, 1_000);
    }
    return Libc.send(fd, data, length, flags);
  }

  /** {@code struct sockaddr_un}. Its length ends with the address: an abstract name has no NUL. */
  private static MemorySegment socketAddress(Arena arena, String address) {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    boolean named = address.startsWith("@") && path.length > 1;
    if ((!named && !address.startsWith("/")) || path.length >= MAX_PATH) {
      throw new IllegalArgumentException(
          "'" + address + "' is neither the path of a unix socket nor @ and a name");
    }
    if (named) path[0] = 0;
    MemorySegment socket = arena.allocate(2L + path.length + (named ? 0 : 1), 2);
    socket.set(JAVA_SHORT, 0, (short) LibcConstants.AF_UNIX);
    MemorySegment.copy(path, 0, socket, JAVA_BYTE, 2, path.length);
    return socket;
  }

  private static int check(String operation, int result) {
    return (int) check(operation, (long) result);
  }

  private static long check(String operation, long result) {
    if (result < 0) throw new NetlinkException(operation, (int) -result);
    return result;
  }
}
