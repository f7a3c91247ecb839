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
 * Calls functions of libc that take up to five integers and addresses. All use one function shape.
 *
 * <p>The JVM makes about fifteen classes for each function shape. With one shape per prototype,
 * twelve in all, the daemon had 1.4 MB more resident memory and started 40 ms later.
 *
 * <p>One shape is enough where such arguments are passed in registers of 64 bits. The ABIs of
 * x86-64 (System V) and arm64 (AAPCS64) do so, and Portsnare has packages for these two. An {@code
 * int} is the low half of its register, as argument and as result. A function ignores the registers
 * after its last parameter.
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

  /** Calls a function that returns an {@code int}. Returns its result, or minus errno. */
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

  /** Calls a function that returns a {@code ssize_t}. Returns its result, or minus errno. */
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
