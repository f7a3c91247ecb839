package org.portsnare.netlink.libc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * System calls as libc offers them. Every method returns what the call returned, or the negated
 * errno where it failed; a call broken off by a signal ({@code EINTR}) is made again.
 */
public final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LOOKUP = LINKER.defaultLookup();
  private static final MemoryLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

  private static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = link("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      link("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      link("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SEND =
      link("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV =
      link("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      link("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle POLL = link("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EVENTFD = link("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle WRITE = link("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle OPEN =
      linkVariadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle UNSHARE = link("unshare", JAVA_INT, JAVA_INT);
  private static final MethodHandle SETNS = link("setns", JAVA_INT, JAVA_INT, JAVA_INT);

  private Libc() {}

  public static int socket(int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(captured(), domain, type, protocol));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int bind(int fd, MemorySegment address) {
    try {
      return result((int) BIND.invokeExact(captured(), fd, address, (int) address.byteSize()));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int connect(int fd, MemorySegment address) {
    try {
      int length = (int) address.byteSize();
      return result((int) Connect.CALL.invokeExact(captured(), fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** On its own: only a service of systemd needs it, and to link a function takes time. */
  private static final class Connect {
    static final MethodHandle CALL = link("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  }

  /** {@code length} is an {@code int} in and out, as for {@code getsockname(2)}. */
  public static int getsockname(int fd, MemorySegment address, MemorySegment length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(captured(), fd, address, length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int setsockopt(int fd, int level, int name, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment option = arena.allocateFrom(JAVA_INT, value);
      return result((int) SETSOCKOPT.invokeExact(captured(), fd, level, name, option, 4));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The option's value, which for every option read here is not negative, or minus errno. */
  public static int getsockopt(int fd, int level, int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment option = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, 4);
      int rc = result((int) GETSOCKOPT.invokeExact(captured(), fd, level, name, option, length));
      return rc < 0 ? rc : option.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Fills {@code value}, and returns how many bytes of it the kernel wrote, or minus errno. */
  public static int getsockopt(int fd, int level, int name, MemorySegment value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
      int rc = result((int) GETSOCKOPT.invokeExact(captured(), fd, level, name, value, length));
      return rc < 0 ? rc : length.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static long send(int fd, MemorySegment data, long length, int flags) {
    try {
      while (true) {
        long rc = (long) SEND.invokeExact(captured(), fd, data, length, flags);
        if (rc >= 0 || errno() != LibcConstants.EINTR) return result(rc);
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static long recv(int fd, MemorySegment into, int flags) {
    try {
      while (true) {
        long rc = (long) RECV.invokeExact(captured(), fd, into, into.byteSize(), flags);
        if (rc >= 0 || errno() != LibcConstants.EINTR) return result(rc);
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** How many datagrams were received into the {@code struct mmsghdr}s, or minus errno. */
  public static int recvmmsg(int fd, MemorySegment headers, int count, int flags) {
    try {
      while (true) {
        int rc =
            (int) RECVMMSG.invokeExact(captured(), fd, headers, count, flags, MemorySegment.NULL);
        if (rc >= 0 || errno() != LibcConstants.EINTR) return result(rc);
      }
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Waits for one of {@code count} descriptors; a signal ends the wait early with 0, as a time-out
   * does, because the time already waited is not known here.
   */
  public static int poll(MemorySegment descriptors, int count, int timeoutMillis) {
    try {
      int rc = (int) POLL.invokeExact(captured(), descriptors, (long) count, timeoutMillis);
      return rc < 0 && errno() == LibcConstants.EINTR ? 0 : result(rc);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int eventfd() {
    try {
      return result((int) EVENTFD.invokeExact(captured(), 0, LibcConstants.EFD_CLOEXEC));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Adds one to an event descriptor, which makes it readable for good. */
  public static int signal(int eventfd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(JAVA_LONG, 1L);
      return (int) result((long) WRITE.invokeExact(captured(), eventfd, one, 8L));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int openReadOnly(String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return result((int) OPEN.invokeExact(captured(), name, LibcConstants.O_CLOEXEC, 0));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  public static int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(captured(), fd));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Gives the calling thread, and only it, a new namespace of the kinds in {@code flags}. */
  public static int unshare(int flags) {
    try {
      return result((int) UNSHARE.invokeExact(captured(), flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Moves the calling thread, and only it, into the namespace behind {@code fd}. */
  public static int setns(int fd, int kind) {
    try {
      return result((int) SETNS.invokeExact(captured(), fd, kind));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @SuppressWarnings("restricted") // the one place where Portsnare links native functions
  private static MethodHandle link(String name, ValueLayout returned, ValueLayout... arguments) {
    return LINKER.downcallHandle(
        LOOKUP.findOrThrow(name),
        FunctionDescriptor.of(returned, arguments),
        Linker.Option.captureCallState("errno"));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle linkVariadic(
      String name, int firstVariadic, ValueLayout returned, ValueLayout... arguments) {
    return LINKER.downcallHandle(
        LOOKUP.findOrThrow(name),
        FunctionDescriptor.of(returned, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(firstVariadic));
  }

  private static MemorySegment captured() {
    return CAPTURED.get();
  }

  private static int errno() {
    return (int) ERRNO.get(CAPTURED.get(), 0L);
  }

  private static int result(int rc) {
    return rc < 0 ? -errno() : rc;
  }

  private static long result(long rc) {
    return rc < 0 ? -errno() : rc;
  }

  private static AssertionError unexpected(Throwable e) {
    if (e instanceof Error error) throw error;
    if (e instanceof RuntimeException exception) throw exception;
    return new AssertionError("a libc call cannot throw a checked exception", e);
  }
}
