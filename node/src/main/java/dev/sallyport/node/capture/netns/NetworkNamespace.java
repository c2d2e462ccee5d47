// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An open network namespace. It lives on at least until {@link #close()}, even when all its
 * processes end. Safe for any platform thread.
 */
public final class NetworkNamespace implements AutoCloseable {

  private final int descriptor;
  private final long inode;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NetworkNamespace(int descriptor, long inode) {
    this.descriptor = descriptor;
    this.inode = inode;
  }

  /**
   * Returns the namespace that a file such as {@code /proc/PID/ns/net} names.
   *
   * @throws IOException when the file does not exist or may not be opened
   */
  public static NetworkNamespace open(Path file) throws IOException {
    int descriptor = LinuxCalls.open(file.toString());
    return new NetworkNamespace(descriptor, inodeOf(Path.of("/proc/self/fd/" + descriptor)));
  }

  /** Returns the namespace of the calling thread. */
  public static NetworkNamespace current() throws IOException {
    return open(Path.of("/proc/thread-self/ns/net"));
  }

  /**
   * Moves the calling platform thread, and all threads it starts later, to a new empty namespace.
   */
  public static void leaveForNew() throws IOException {
    refuseVirtualThread();
    LinuxCalls.unshareNetwork();
  }

  /** Returns the inode number behind a link such as {@code /proc/PID/ns/net}. */
  public static long inodeOf(Path link) throws IOException {
    String target = Files.readSymbolicLink(link).toString();
    int open = target.indexOf('[');
    if (open < 0 || !target.endsWith("]")) {
      throw new IOException(link + " leads to " + target + " (expected: a namespace)");
    }
    return Long.parseLong(target, open + 1, target.length() - 1, 10);
  }

  /** Returns the inode number that names this namespace on this machine. */
  public long inode() {
    return inode;
  }

  /**
   * Runs the work on the calling thread inside this namespace and comes back to {@code home}. Only
   * what creates a socket, starts a process or reads {@code /proc/thread-self/net} needs this.
   *
   * <p>A thread that cannot come back would make the sockets of other pods in this one, so the
   * program is ended at once then.
   */
  public <T> T inside(NetworkNamespace home, Callable<T> work) throws IOException {
    refuseVirtualThread();
    if (closed.get()) {
      throw new IOException("namespace " + inode + " is closed");
    }
    LinuxCalls.setns(descriptor);
    try {
      return work.call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    } finally {
      comeBack(home);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      LinuxCalls.close(descriptor);
    }
  }

  private static void comeBack(NetworkNamespace home) {
    try {
      LinuxCalls.setns(home.descriptor);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(NetworkNamespace.class)
          .error("cannot return to the own network namespace; ending the program", e);
      Runtime.getRuntime().halt(70);
    }
  }

  /** setns works on a virtual thread, and silently moves its carrier. */
  private static void refuseVirtualThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread must not change its network namespace");
    }
  }
}
