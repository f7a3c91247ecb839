package org.portsnare.netlink;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.portsnare.netlink.libc.LibcConstants.MSG_DONTWAIT;
import static org.portsnare.netlink.libc.LibcConstants.MSG_TRUNC;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.portsnare.netlink.libc.Libc;

/**
 * Short datagrams that one {@code recvmmsg(2)} receives. The kernel answers a request for many
 * elements with one datagram per element. Receiving a datagram costs more than all its other work.
 *
 * <pre>
 *   struct mmsghdr { struct msghdr { name, namelen, iov, iovlen, control, controllen, flags }; len }
 *                     on a 64-bit system at  0, 8, 16, 24, 32, 40, 48; 56, and 64 bytes in all
 * </pre>
 */
final class DatagramBatch {
  private static final int SLOTS = 64;

  /** Maximum bytes of an answer that is not a dump: NLMSG_GOODSIZE with pages of 4 KiB. */
  static final int SLOT = 4096;

  private static final int MMSGHDR = 64;
  private static final int IOVEC = 16;

  private final MemorySegment data = Arena.ofAuto().allocate((long) SLOTS * SLOT, 8);
  private final MemorySegment vectors = Arena.ofAuto().allocate((long) SLOTS * IOVEC, 8);
  private final MemorySegment headers = Arena.ofAuto().allocate((long) SLOTS * MMSGHDR, 8);
  private int count;
  private int next;

  DatagramBatch() {
    for (int i = 0; i < SLOTS; i++) {
      vectors.set(ADDRESS, (long) i * IOVEC, data.asSlice((long) i * SLOT));
      vectors.set(JAVA_LONG, (long) i * IOVEC + 8, SLOT);
      headers.set(ADDRESS, (long) i * MMSGHDR + 16, vectors.asSlice((long) i * IOVEC));
      headers.set(JAVA_LONG, (long) i * MMSGHDR + 24, 1);
    }
  }

  /** Receives the datagrams that wait. Returns their number, or minus errno if none waits. */
  int receive(int fd) {
    int received = Libc.recvmmsg(fd, headers, SLOTS, MSG_DONTWAIT);
    next = 0;
    count = Math.max(0, received);
    return received;
  }

  /** Whether one of the received datagrams is not read yet. */
  boolean hasNext() {
    return next < count;
  }

  /** Copies the next datagram, and returns its length. */
  int next(byte[] into) {
    long header = (long) next * MMSGHDR;
    int length = headers.get(JAVA_INT, header + 56);
    boolean cut = (headers.get(JAVA_INT, header + 48) & MSG_TRUNC) != 0;
    if (cut) throw new NetlinkException("receive from netlink", Errno.EMSGSIZE, "answer too long");
    MemorySegment.copy(data, JAVA_BYTE, (long) next * SLOT, into, 0, length);
    next++;
    return length;
  }
}
