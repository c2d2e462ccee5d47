// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.netns;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The few calls of the C library that the JDK does not offer. Safe for any platform thread. */
final class LinuxCalls {

  static final int CLONE_NEWNET = 0x40000000;
  static final int AF_NETLINK = 16;

  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> ERROR =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SETNS =
      handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle UNSHARE =
      handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SEND =
      handle("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      handle("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

  private LinuxCalls() {}

  static int open(String path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path);
      return check("open " + path, (int) OPEN.invokeExact(error(), name, O_RDONLY_CLOEXEC));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void close(int descriptor) throws IOException {
    try {
      check("close", (int) CLOSE.invokeExact(error(), descriptor));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void setns(int descriptor) throws IOException {
    try {
      check("setns", (int) SETNS.invokeExact(error(), descriptor, CLONE_NEWNET));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void unshareNetwork() throws IOException {
    try {
      check("unshare", (int) UNSHARE.invokeExact(error(), CLONE_NEWNET));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static int netlinkSocket() throws IOException {
    try {
      return check("socket", (int) SOCKET.invokeExact(error(), AF_NETLINK, SOCK_RAW_CLOEXEC, 0));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static void send(int descriptor, byte[] message) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(java.lang.foreign.ValueLayout.JAVA_BYTE, message);
      check(
          "send",
          (int) (long) SEND.invokeExact(error(), descriptor, bytes, (long) message.length, 0));
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  static byte[] receive(int descriptor, int size) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(size, 8);
      int read =
          check("recv", (int) (long) RECV.invokeExact(error(), descriptor, bytes, (long) size, 0));
      return bytes.asSlice(0, read).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    } catch (Throwable e) {
      throw rethrow(e);
    }
  }

  private static MemorySegment error() {
    return ERROR.get();
  }

  private static int check(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": errno " + (int) ERRNO.get(error(), 0L));
    }
    return result;
  }

  private static IOException rethrow(Throwable e) {
    return switch (e) {
      case IOException io -> io;
      case RuntimeException bug -> throw bug;
      case Error fatal -> throw fatal;
      default -> throw new AssertionError(e);
    };
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] all = new Linker.Option[options.length + 1];
    System.arraycopy(options, 0, all, 1, options.length);
    all[0] = Linker.Option.captureCallState("errno");
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, all);
  }
}
