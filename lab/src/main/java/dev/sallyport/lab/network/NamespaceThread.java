// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.network;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one platform thread that steps into other network namespaces. A socket belongs to the
 * namespace its creating thread is in, so sockets are created here and used anywhere. Safe for any
 * caller.
 */
public final class NamespaceThread implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("netns").daemon().unstarted(task));
  private final MethodHandle open;
  private final MethodHandle setns;
  private final MethodHandle close;
  private final Path home = Path.of("/proc/thread-self/ns/net");
  private final boolean steps;

  /** Binds the three system calls. */
  public NamespaceThread() {
    this(true);
  }

  private NamespaceThread(boolean steps) {
    this.steps = steps;
    Linker linker = Linker.nativeLinker();
    var libc = linker.defaultLookup();
    open =
        linker.downcallHandle(
            libc.findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    setns =
        linker.downcallHandle(
            libc.findOrThrow("setns"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    close =
        linker.downcallHandle(
            libc.findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }

  /** Returns one that stays where it is, for a lab in which all share one network. */
  public static NamespaceThread staying() {
    return new NamespaceThread(false);
  }

  /**
   * Runs the work inside the network namespace and returns its result; throws {@link LabFailure}
   * when that fails.
   */
  public <T> T inside(Path namespace, Callable<T> work) {
    try {
      return thread.submit(() -> steps ? visit(namespace, work) : work.call()).get();
    } catch (ExecutionException e) {
      throw new LabFailure("in network namespace " + namespace + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabFailure("interrupted in network namespace " + namespace, e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private <T> T visit(Path namespace, Callable<T> work) throws Exception {
    int back = openFile(home);
    try {
      int there = openFile(namespace);
      try {
        enter(there);
      } finally {
        closeFile(there);
      }
      try {
        return work.call();
      } finally {
        enter(back);
      }
    } finally {
      closeFile(back);
    }
  }

  private int openFile(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(path.toString());
      int fd = (int) open.invokeExact(name, O_RDONLY_CLOEXEC);
      if (fd < 0) {
        throw new LabFailure("cannot open " + path);
      }
      return fd;
    } catch (LabFailure e) {
      throw e;
    } catch (Throwable e) {
      throw new LabFailure("open failed", e);
    }
  }

  private void enter(int fd) {
    try {
      if ((int) setns.invokeExact(fd, CLONE_NEWNET) != 0) {
        throw new LabFailure("setns was refused");
      }
    } catch (LabFailure e) {
      throw e;
    } catch (Throwable e) {
      throw new LabFailure("setns failed", e);
    }
  }

  private void closeFile(int fd) {
    try {
      int ignored = (int) close.invokeExact(fd);
    } catch (Throwable e) {
      throw new LabFailure("close failed", e);
    }
  }
}
