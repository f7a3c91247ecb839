package org.portsnare.netlink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fixed-width numbers in a byte array, in the machine's order and in network order. */
final class Bytes {
  static final VarHandle U16 = view(short[].class, ByteOrder.nativeOrder());
  static final VarHandle U32 = view(int[].class, ByteOrder.nativeOrder());
  static final VarHandle U64 = view(long[].class, ByteOrder.nativeOrder());
  static final VarHandle BE16 = view(short[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle BE32 = view(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle BE64 = view(long[].class, ByteOrder.BIG_ENDIAN);

  private Bytes() {}

  private static VarHandle view(Class<?> arrayOf, ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(arrayOf, order).withInvokeExactBehavior();
  }
}
