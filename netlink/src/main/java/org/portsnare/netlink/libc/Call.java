package org.portsnare.netlink.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Calls functions of libc that take up to five integers and addresses, all through one shape.
 *
 * <p>For each shape of a function the JVM makes some fifteen classes of its own. With a shape for
 * every prototype, twelve of them, the daemon had 1.4 MB more resident and started 40 ms later.
 *
 * <p>One is enough where such arguments are passed in registers of 64 bits, as in the ABIs of
 * x86-64 (System V) and arm64 (AAPCS64), for which there are packages: an {@code int} is the low
 * half of its register, going in and coming out, and a register behind the last parameter is not
 * looked at.
 */
final class Call {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LOOKUP = LINKER.defaultLookup();
  private static final MemoryLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

  @SuppressWarnings("restricted") // the one place where Portsnare links native functions
  private static final MethodHandle HANDLE =
      LINKER.downcallHandle(
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  private final MemorySegment function;

  /**
   * @throws java.util.NoSuchElementException if libc has no such function
   */
  Call(String name) {
    function = LOOKUP.findOrThrow(name);
  }

  /** What a function that returns an {@code int} has returned, or the negated errno. */
  int toInt(long a, long b, long c, long d, long e) {
    int returned = (int) invoke(a, b, c, d, e);
    return returned < 0 ? -errno() : returned;
  }

  int toInt(long a, long b, long c) {
    return toInt(a, b, c, 0, 0);
  }

  int toInt(long a) {
    return toInt(a, 0, 0);
  }

  /** What a function that returns a {@code ssize_t} has returned, or the negated errno. */
  long toLong(long a, long b, long c, long d) {
    long returned = invoke(a, b, c, d, 0);
    return returned < 0 ? -errno() : returned;
  }

  private long invoke(long a, long b, long c, long d, long e) {
    try {
      return (long) HANDLE.invokeExact(function, CAPTURED.get(), a, b, c, d, e);
    } catch (Error | RuntimeException error) {
      throw error;
    } catch (Throwable impossible) {
      throw new AssertionError("a libc call cannot throw a checked exception", impossible);
    }
  }

  private static int errno() {
    return CAPTURED.get().get(JAVA_INT, ERRNO);
  }
}
