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
 * A raw packet socket, bound to one interface: sends Ethernet frames as they are, and receives
 * those that arrive there.
 *
 * <p>The socket belongs to the network namespace of the thread that opens it, for good, whichever
 * thread uses it later. It receives only what comes in from the wire, not what this host sends, and
 * the host's own stack gets its copy all the same. A frame from a virtual interface may be larger
 * than the MTU and have unfinished checksums, because its sender left both to the hardware; a VLAN
 * tag has been taken off.
 *
 * <p>Thread-safe: one thread sends and one receives at the same time, others wait. {@link #close}
 * may be called from any thread at any time: it wakes a thread that waits in {@link #receive},
 * which then returns {@link #CLOSED}, and returns when no thread uses the socket any more. A
 * waiting thread is pinned inside a native call, so receive on platform threads.
 */
public final class PacketSocket implements AutoCloseable {
  /** No frame arrived within the time given; see {@link #receive}. */
  public static final int TIMEOUT = 0;

  /** The socket has been closed; see {@link #receive}. */
  public static final int CLOSED = -1;

  /** Longest frame, in bytes: one that segmentation offload has put together, and its header. */
  public static final int MAX_FRAME = 64 * 1024 + 64;

  /** A full queue of the interface empties within microseconds; 100 ms means that it is stuck. */
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
   * Opens a socket in the calling thread's network namespace. To receive, the interface must be up.
   *
   * @param interfaceIndex the interface to send and receive on, which is one of {@code
   *     Rtnetlink.links()}
   * @param ethertype which frames to receive: {@code ETH_P_IP} or another, {@code ETH_P_ALL} for
   *     all, 0 for none
   * @throws NetlinkException without {@code CAP_NET_RAW}, or if there is no such interface
   */
  public static PacketSocket open(int interfaceIndex, int ethertype) {
    // To the kernel 0 means all interfaces.
    if (interfaceIndex <= 0) throw new IllegalArgumentException("interface " + interfaceIndex);
    if (ethertype < 0 || ethertype > 0xffff) {
      throw new IllegalArgumentException("ethertype " + ethertype);
    }
    String operation = "open a packet socket on interface " + interfaceIndex;
    // Of no ethertype until it is bound, or it would receive from all interfaces for a moment.
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

  /** {@code struct sockaddr_ll}: u16 family, be16 ethertype, i32 interface; zero from there on. */
  private static MemorySegment address(Arena arena, int interfaceIndex, int ethertype) {
    MemorySegment address = arena.allocate(SOCKADDR_LL, 4);
    address.set(JAVA_SHORT, 0, (short) AF_PACKET);
    address.set(BE16, 2, (short) ethertype);
    address.set(JAVA_INT, 4, interfaceIndex);
    return address;
  }

  /**
   * Asks for a receive buffer of {@code bytes} and returns what the kernel granted, in its own
   * count, which doubles. Beyond the system's limit this needs {@code CAP_NET_ADMIN}.
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
   * Sends one frame. If the interface's queue is full it is tried again for a tenth of a second or
   * more.
   *
   * @param frame holds the whole frame, from its Ethernet header to before its checksum
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
    // Without waiting: nothing would wake this thread if the socket were closed.
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
   * @param into gets the frame, from its Ethernet header on; what does not fit is cut off
   * @param timeoutMillis how long to wait; negative waits without an end
   * @return bytes of the frame in {@code into}, or {@link #TIMEOUT}, or {@link #CLOSED}
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
      // First without waiting: under load there is nearly always something.
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

  /** How many frames the kernel threw away because the receive buffer was full. */
  public long dropped() {
    String operation = "count what interface " + interfaceIndex + " dropped";
    receiveLock.lock();
    try (Arena arena = Arena.ofConfined()) {
      checkOpen(operation);
      // struct tpacket_stats: u32 packets, u32 drops; asking sets both to 0.
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

  /** With a lock held: the number of a closed descriptor may be another one's by now. */
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
