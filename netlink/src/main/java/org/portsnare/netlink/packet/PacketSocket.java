package org.portsnare.netlink.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.portsnare.netlink.libc.LibcConstants.AF_PACKET;
import static org.portsnare.netlink.libc.LibcConstants.MSG_DONTWAIT;
import static org.portsnare.netlink.libc.LibcConstants.PACKET_IGNORE_OUTGOING;
import static org.portsnare.netlink.libc.LibcConstants.PACKET_STATISTICS;
import static org.portsnare.netlink.libc.LibcConstants.SOCK_CLOEXEC;
import static org.portsnare.netlink.libc.LibcConstants.SOCK_RAW;
import static org.portsnare.netlink.libc.LibcConstants.SOL_PACKET;
import static org.portsnare.netlink.libc.LibcConstants.SOL_SOCKET;
import static org.portsnare.netlink.libc.LibcConstants.SO_RCVBUF;
import static org.portsnare.netlink.libc.LibcConstants.SO_RCVBUFFORCE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.libc.Libc;
import org.portsnare.netlink.libc.SocketDescriptor;

/**
 * A raw packet socket, bound to one interface. It sends whole Ethernet frames, and receives the
 * frames that arrive at the interface.
 *
 * <p>The socket always belongs to the network namespace of the thread that opened it. Other threads
 * may use it later. It receives only frames from the wire, not frames that this host sends. The
 * host's own stack gets its own copy of each frame. A frame from a virtual interface may be larger
 * than the MTU and have unfinished checksums, because its sender left both to the hardware. The
 * kernel has removed a VLAN tag.
 *
 * <p>Thread-safe: one thread sends and one receives at the same time; others wait. Any thread may
 * call {@link #close} at any time. It wakes a thread that waits in {@link #receive}, which then
 * returns {@link #CLOSED}. {@code close} returns when no thread uses the socket any more. A waiting
 * thread is pinned inside a native call, so receive on platform threads.
 */
public final class PacketSocket implements AutoCloseable {
  /** No frame arrived within the given time; see {@link #receive}. */
  public static final int TIMEOUT = 0;

  /** The socket has been closed; see {@link #receive}. */
  public static final int CLOSED = -1;

  /** Maximum bytes of a frame: the largest that segmentation offload combines, and its header. */
  public static final int MAX_FRAME = 64 * 1024 + 64;

  /**
   * Maximum retries, 100 ms in all. A full queue empties within microseconds, unless it is stuck.
   */
  private static final int SEND_RETRIES = 1000;

  private static final long SEND_PAUSE_NANOS = 100_000;

  private static final int SOCKADDR_LL = 20;
  private static final int TPACKET_STATS = 8;
  private static final ValueLayout.OfShort BE16 = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private final ReentrantLock sendLock = new ReentrantLock();
  private final ReentrantLock receiveLock = new ReentrantLock();
  private final SocketDescriptor descriptor;
  private final int interfaceIndex;
  private final MemorySegment toSend = Arena.ofAuto().allocate(MAX_FRAME, 8);
  private final MemorySegment received = Arena.ofAuto().allocate(MAX_FRAME, 8);
  private long dropped;

  private PacketSocket(SocketDescriptor descriptor, int interfaceIndex) {
    this.descriptor = descriptor;
    this.interfaceIndex = interfaceIndex;
  }

  /**
   * Opens a socket in the calling thread's network namespace. The interface must be up to receive.
   *
   * @param interfaceIndex index of the interface, from {@code Rtnetlink.links()}
   * @param ethertype ethertype of the frames to receive, for example {@code ETH_P_IP}; {@code
   *     ETH_P_ALL} for all frames, 0 for none
   * @throws NetlinkException without {@code CAP_NET_RAW}, or if there is no such interface
   */
  public static PacketSocket open(int interfaceIndex, int ethertype) {
    // For the kernel 0 means all interfaces.
    if (interfaceIndex <= 0) throw new IllegalArgumentException("interface " + interfaceIndex);
    if (ethertype < 0 || ethertype > 0xffff) {
      throw new IllegalArgumentException("ethertype " + ethertype);
    }
    String operation = "open a packet socket on interface " + interfaceIndex;
    // No ethertype until it is bound: otherwise it would receive from all interfaces for a moment.
    int fd = check(operation, Libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    try (Arena arena = Arena.ofConfined()) {
      check(operation, Libc.setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1));
      check(operation, Libc.bind(fd, address(arena, interfaceIndex, ethertype)));
      int wakeFd = check(operation, Libc.eventfd());
      return new PacketSocket(new SocketDescriptor(fd, wakeFd), interfaceIndex);
    } catch (RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /** {@code struct sockaddr_ll}: u16 family, be16 ethertype, i32 interface; the rest is zero. */
  private static MemorySegment address(Arena arena, int interfaceIndex, int ethertype) {
    MemorySegment address = arena.allocate(SOCKADDR_LL, 4);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(BE16, 2, (short) ethertype);
    address.set(JAVA_INT, 4, interfaceIndex);
    return address;
  }

  /**
   * Requests a receive buffer of {@code bytes}. Returns the bytes that the kernel granted; it
   * doubles the request. A buffer above the system's limit needs {@code CAP_NET_ADMIN}.
   */
  public int receiveBuffer(int bytes) {
    String operation = "size the buffer of a packet socket";
    receiveLock.lock();
    try {
      checkOpen(operation);
      int fd = descriptor.fd();
      if (Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes) < 0) {
        check(operation, Libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, bytes));
      }
      return check(operation, Libc.getsockopt(fd, SOL_SOCKET, SO_RCVBUF));
    } finally {
      receiveLock.unlock();
    }
  }

  /**
   * Sends one frame. If the interface's queue is full, it tries again for at least 100 ms.
   *
   * @param frame holds the whole frame: Ethernet header and payload, without the frame checksum
   * @throws NetlinkException if the interface is down or gone, if the frame is longer than its MTU
   *     allows, or if the queue stays full
   */
  public void send(byte[] frame, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, frame.length);
    if (length > MAX_FRAME) throw new IllegalArgumentException("frame of " + length + " bytes");
    sendLock.lock();
    try {
      MemorySegment.copy(frame, offset, toSend, JAVA_BYTE, 0, length);
      long sent = trySend(length);
      for (int i = 0; i < SEND_RETRIES && isFull(sent); i++) {
        LockSupport.parkNanos(SEND_PAUSE_NANOS);
        sent = trySend(length);
      }
      if (sent < 0) throw new NetlinkException(sending(length), (int) -sent);
    } finally {
      sendLock.unlock();
    }
  }

  private long trySend(int length) {
    if (descriptor.isClosed()) throw closed(sending(length));
    // Without waiting: nothing would wake this thread if another thread closed the socket.
    return Libc.send(descriptor.fd(), toSend, length, MSG_DONTWAIT);
  }

  private static boolean isFull(long sent) {
    return sent == -Errno.ENOBUFS || sent == -Errno.EAGAIN;
  }

  private String sending(int length) {
    return "send a frame of " + length + " bytes on interface " + interfaceIndex;
  }

  /**
   * Waits for one frame.
   *
   * @param into receives the frame, with its Ethernet header; bytes that do not fit are cut off
   * @param timeoutMillis maximum wait in milliseconds; negative for no limit
   * @return number of bytes in {@code into}, or {@link #TIMEOUT}, or {@link #CLOSED}
   * @throws NetlinkException if the interface is down or gone
   */
  public int receive(byte[] into, int timeoutMillis) {
    receiveLock.lock();
    try {
      return receiveLocked(into, timeoutMillis);
    } finally {
      receiveLock.unlock();
    }
  }

  private int receiveLocked(byte[] into, int timeoutMillis) {
    String operation = "receive from interface " + interfaceIndex;
    while (true) {
      if (descriptor.isClosed()) return CLOSED;
      // First without waiting: under load a frame nearly always waits.
      long count = Libc.recv(descriptor.fd(), received, MSG_DONTWAIT);
      if (count >= 0) return accept((int) count, into);
      if (count != -Errno.EAGAIN) throw new NetlinkException(operation, (int) -count);
      int ready = check(operation, descriptor.await(timeoutMillis));
      if (ready == 0 && timeoutMillis >= 0) return descriptor.isClosed() ? CLOSED : TIMEOUT;
    }
  }

  private int accept(int count, byte[] into) {
    int length = Math.min(count, into.length);
    MemorySegment.copy(received, JAVA_BYTE, 0, into, 0, length);
    return length;
  }

  /** Number of frames that the kernel dropped because the receive buffer was full. */
  public long dropped() {
    String operation = "count dropped frames of interface " + interfaceIndex;
    receiveLock.lock();
    try (Arena arena = Arena.ofConfined()) {
      checkOpen(operation);
      // struct tpacket_stats: u32 packets, u32 drops; reading sets both to 0.
      MemorySegment stats = arena.allocate(TPACKET_STATS, 4);
      check(operation, Libc.getsockopt(descriptor.fd(), SOL_PACKET, PACKET_STATISTICS, stats));
      dropped += Integer.toUnsignedLong(stats.get(JAVA_INT, 4));
      return dropped;
    } finally {
      receiveLock.unlock();
    }
  }

  @Override
  public void close() {
    if (!descriptor.beginClose()) return;
    sendLock.lock();
    receiveLock.lock();
    try {
      descriptor.release();
    } finally {
      receiveLock.unlock();
      sendLock.unlock();
    }
  }

  /** Call it with a lock held: a closed descriptor's number may belong to another file by now. */
  private void checkOpen(String operation) {
    if (descriptor.isClosed()) throw closed(operation);
  }

  private static NetlinkException closed(String operation) {
    return new NetlinkException(operation, 9, "the socket was closed");
  }

  private static int check(String operation, int rc) {
    if (rc < 0) throw new NetlinkException(operation, -rc);
    return rc;
  }
}
