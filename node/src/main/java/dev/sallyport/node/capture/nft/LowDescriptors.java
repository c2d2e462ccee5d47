// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.nft;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A reserve of small descriptor numbers. libnftables waits for its socket by {@code select}, which
 * takes numbers below 1,024 only: with a larger one the C library ends the whole process. A node
 * with a hundred pods has more descriptors open than that. Not safe for several threads.
 */
final class LowDescriptors {
  /** Below {@code FD_SETSIZE}, with room for what other threads open meanwhile. */
  private static final int LOW = 900;

  /** More than all threads together can take between a release and the next socket. */
  private static final int RESERVED = 64;

  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MemorySegment NOTHING = Arena.global().allocateFrom("/dev/null");

  private final Deque<Integer> reserve = new ArrayDeque<>();

  LowDescriptors() {
    refill();
  }

  /** Makes the next descriptors small; false when that is not possible. */
  boolean release() {
    int next = open();
    if (next < 0) {
      return false;
    }
    close(next);
    if (next < LOW) {
      return true;
    }
    boolean enough = reserve.size() >= RESERVED / 2;
    if (enough) {
      reserve.forEach(LowDescriptors::close);
      reserve.clear();
    }
    return enough;
  }

  /** Takes numbers back as far as there are small ones. */
  void refill() {
    while (reserve.size() < RESERVED) {
      int next = open();
      if (next < 0) {
        return;
      }
      if (next >= LOW) {
        close(next);
        return;
      }
      reserve.add(next);
    }
  }

  private static int open() {
    try {
      return (int) OPEN.invokeExact(NOTHING, O_RDONLY_CLOEXEC);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void close(int descriptor) {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
  }
}
