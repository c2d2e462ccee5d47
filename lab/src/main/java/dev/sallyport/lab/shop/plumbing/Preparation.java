// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import org.jspecify.annotations.Nullable;

/** What a program has to do in the background before it is ready. */
public final class Preparation implements AutoCloseable {
  private volatile boolean done;
  private @Nullable Thread thread;

  private Preparation() {}

  /** Starts {@code work}; the program is ready once it returned. */
  public static Preparation start(Work work) {
    Preparation preparation = new Preparation();
    preparation.thread =
        Thread.ofVirtual()
            .name("preparation")
            .start(
                () -> {
                  try {
                    work.run();
                    preparation.done = true;
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return preparation;
  }

  /** Returns whether the work is done. */
  public boolean done() {
    return done;
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Work that may be interrupted. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws InterruptedException;
  }
}
