package org.portsnare.netlink.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * System calls of libc. Every method returns the result of the call, or minus errno if it failed.
 * {@code send}, {@code recv} and {@code recvmmsg} repeat a call that a signal interrupts ({@code
 * EINTR}).
 *
 * <p>A segment must be off the heap, and its arena must stay open during the call.
 */
public final class Libc {
  private static final Call SOCKET = new Call("socket");
  private static final Call BIND = new Call("bind");
  private static final Call CONNECT = new Call("connect");
  private static final Call GETSOCKNAME = new Call("getsockname");
  private static final Call SETSOCKOPT = new Call("setsockopt");
  private static final Call GETSOCKOPT = new Call("getsockopt");
  private static final Call SEND = new Call("send");
  private static final Call RECV = new Call("recv");
  private static final Call RECVMMSG = new Call("recvmmsg");
  private static final Call POLL = new Call("poll");
  private static final Call EVENTFD = new Call("eventfd");
  private static final Call WRITE = new Call("write");
  private static final Call OPEN = new Call("open");
  private static final Call CLOSE = new Call("close");
  private static final Call UNSHARE = new Call("unshare");
  private static final Call SETNS = new Call("setns");
  private static final Call ADJTIMEX = new Call("adjtimex");

  private Libc() {}

  public static int socket(int domain, int type, int protocol) {
    return SOCKET.toInt(domain, type, protocol);
  }

  public static int bind(int fd, MemorySegment address) {
    try {
      return BIND.toInt(fd, address(address), address.byteSize());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  public static int connect(int fd, MemorySegment address) {
    try {
      return CONNECT.toInt(fd, address(address), address.byteSize());
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  /** {@code length} is an {@code int} in and out, as for {@code getsockname(2)}. */
  public static int getsockname(int fd, MemorySegment address, MemorySegment length) {
    try {
      return GETSOCKNAME.toInt(fd, address(address), address(length));
    } finally {
      Reference.reachabilityFence(address);
      Reference.reachabilityFence(length);
    }
  }

  public static int setsockopt(int fd, int level, int name, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment option = arena.allocateFrom(JAVA_INT, value);
      return SETSOCKOPT.toInt(fd, level, name, address(option), option.byteSize());
    }
  }

  /** The option's value, or minus errno. No option that is read here has a negative value. */
  public static int getsockopt(int fd, int level, int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment option = arena.allocate(JAVA_INT);
      int rc = getsockopt(fd, level, name, option);
      return rc < 0 ? rc : option.get(JAVA_INT, 0);
    }
  }

  /** Fills {@code value}. Returns the number of bytes that the kernel wrote, or minus errno. */
  public static int getsockopt(int fd, int level, int name, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
      int rc = GETSOCKOPT.toInt(fd, level, name, address(value), address(length));
      return rc < 0 ? rc : length.get(JAVA_INT, 0);
    } finally {
      Reference.reachabilityFence(value);
    }
  }

  public static long send(int fd, MemorySegment data, long length, int flags) {
    try {
      while (true) {
        long rc = SEND.toLong(fd, address(data), length, flags);
        if (rc != -LibcConstants.EINTR) return rc;
      }
    } finally {
      Reference.reachabilityFence(data);
    }
  }

  public static long recv(int fd, MemorySegment into, int flags) {
    try {
      while (true) {
        long rc = RECV.toLong(fd, address(into), into.byteSize(), flags);
        if (rc != -LibcConstants.EINTR) return rc;
      }
    } finally {
      Reference.reachabilityFence(into);
    }
  }

  /** Number of datagrams received into the {@code struct mmsghdr}s, or minus errno. */
  public static int recvmmsg(int fd, MemorySegment headers, int count, int flags) {
    try {
      while (true) {
        int rc = RECVMMSG.toInt(fd, address(headers), count, flags, 0);
        if (rc != -LibcConstants.EINTR) return rc;
      }
    } finally {
      Reference.reachabilityFence(headers);
    }
  }

  /**
   * Waits for one of {@code count} descriptors. A signal ends the wait early and returns 0, like a
   * time-out, because this method does not know how long it has waited.
   */
  public static int poll(MemorySegment descriptors, int count, int timeoutMillis) {
    try {
      int rc = POLL.toInt(address(descriptors), count, timeoutMillis);
      return rc == -LibcConstants.EINTR ? 0 : rc;
    } finally {
      Reference.reachabilityFence(descriptors);
    }
  }

  public static int eventfd() {
    return EVENTFD.toInt(0, LibcConstants.EFD_CLOEXEC, 0);
  }

  /** Adds one to an event descriptor. It then stays readable. */
  public static int signal(int eventfd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
      return (int) WRITE.toLong(eventfd, address(one), one.byteSize(), 0);
    }
  }

  public static int openReadOnly(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return OPEN.toInt(address(arena.allocateFrom(path)), LibcConstants.O_CLOEXEC, 0);
    }
  }

  public static int close(int fd) {
    return CLOSE.toInt(fd);
  }

  /** Gives only the calling thread a new namespace of each kind in {@code flags}. */
  public static int unshare(int flags) {
    return UNSHARE.toInt(flags);
  }

  /** Moves only the calling thread into the namespace of {@code fd}. */
  public static int setns(int fd, int kind) {
    return SETNS.toInt(fd, kind, 0);
  }

  /** {@code timex} is a {@code struct timex}, in and out. */
  public static int adjtimex(MemorySegment timex) {
    try {
      return ADJTIMEX.toInt(address(timex));
    } finally {
      Reference.reachabilityFence(timex);
    }
  }

  /** The linker cannot check the segment, because it only sees a number; so this method does. */
  private static long address(MemorySegment segment) {
    boolean usable =
        segment.isNative()
            && segment.scope().isAlive()
            && segment.isAccessibleBy(Thread.currentThread());
    if (!usable)
      throw new IllegalArgumentException("segment not usable for a system call: " + segment);
    return segment.address();
  }
}
