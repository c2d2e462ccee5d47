// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture.netns;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that works inside pods' namespaces. A namespace belongs to a thread, so all the
 * work that needs one is done here, one piece after the other, and always ends in the own
 * namespace.
 */
public final class NamespaceThread implements AutoCloseable {

  private final ScheduledThreadPoolExecutor executor;
  private final NetworkNamespace home;

  private NamespaceThread(NetworkNamespace home) {
    this.home = home;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("sallyport-netns").daemon(true).factory());
    this.executor.setRemoveOnCancelPolicy(true);
    this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.executor.prestartCoreThread();
  }

  /** Starts the thread in the caller's namespace, which becomes the one to come back to. */
  public static NamespaceThread start() throws IOException {
    return new NamespaceThread(NetworkNamespace.current());
  }

  /** Returns the namespace of this program. */
  public NetworkNamespace home() {
    return home;
  }

  /** Runs the work on the thread, in the own namespace; fails after {@link #close()}. */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    if (executor.isShutdown()) {
      return CompletableFuture.failedFuture(new IOException("the namespace thread ended"));
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        executor);
  }

  /** Runs the work on the thread after a while. */
  public void later(long delayMillis, Runnable work) {
    if (!executor.isShutdown()) {
      executor.schedule(work, delayMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** Runs the work on the thread as soon as it is free; nothing happens after {@link #close()}. */
  public void execute(Runnable work) {
    if (!executor.isShutdown()) {
      executor.execute(work);
    }
  }

  /** Ends the thread after what was submitted before; waits for at most five seconds. */
  @Override
  public void close() throws IOException {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    home.close();
  }
}
