// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a program has to do in the background before it is ready. */
public final class Preparation implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

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

  /** Asks {@code question} again and again until the answer is yes; a failure means no. */
  public static void until(Question question) throws InterruptedException {
    while (true) {
      try {
        if (question.ask()) {
          return;
        }
      } catch (IOException _) {
        // Not there yet.
      }
      Thread.sleep(PAUSE);
    }
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

  /** Something that becomes true some time. */
  @FunctionalInterface
  public interface Question {
    /** Returns whether it is so. */
    boolean ask() throws IOException, InterruptedException;
  }

  /** Work that may be interrupted. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws InterruptedException;
  }
}
