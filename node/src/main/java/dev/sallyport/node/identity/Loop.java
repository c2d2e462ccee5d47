// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that a connection is confined to, with its clock. The clock is the one that stamps
 * {@code openedAtNanos}.
 */
public interface Loop {

  /** Returns the monotonic time in nanoseconds. */
  long nanos();

  /** Runs the task on the thread: now when called from it. */
  void run(Runnable task);

  /** Runs the task on the thread after a delay. */
  void after(long delayNanos, Runnable task);

  /** Returns the loop that runs on a Netty event loop with {@link System#nanoTime}. */
  static Loop of(EventExecutor executor) {
    return new Loop() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void run(Runnable task) {
        if (executor.inEventLoop()) {
          task.run();
        } else {
          executor.execute(task);
        }
      }

      @Override
      @SuppressWarnings("FutureReturnValueIgnored")
      public void after(long delayNanos, Runnable task) {
        executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
      }
    };
  }
}
