// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.rounds;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does its work soon after it was touched, and at the latest after some time: all touches of a
 * short while are answered together. One virtual thread does it; {@link #touch} may be called from
 * any thread and never blocks.
 */
public final class TouchedWork implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TouchedWork.class);

  private final String name;
  private final Duration gathered;
  private final Duration atLatest;
  private final Work work;
  private final Semaphore touches = new Semaphore(0);
  private volatile @Nullable Thread thread;

  /** What is done. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it; what it throws is logged, and the next round comes.
     *
     * @param touched false where nobody touched it for {@code atLatest}
     */
    void round(boolean touched);
  }

  /**
   * Returns work that has not started.
   *
   * @param name for people, in logs and as the thread's name
   * @param gathered how long more touches are waited for after the first
   * @param atLatest a round comes after so long even if nobody touched it
   */
  public TouchedWork(String name, Duration gathered, Duration atLatest, Work work) {
    this.name = requireNonNull(name, "name");
    this.gathered = requireNonNull(gathered, "gathered");
    this.atLatest = requireNonNull(atLatest, "atLatest");
    this.work = requireNonNull(work, "work");
  }

  /** Asks for a round. */
  public void touch() {
    if (touches.availablePermits() == 0) {
      touches.release();
    }
  }

  /** Begins. */
  public void start() {
    thread = Thread.ofVirtual().name(name).start(this::run);
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        boolean touched = touches.tryAcquire(atLatest.toMillis(), TimeUnit.MILLISECONDS);
        if (touched) {
          Thread.sleep(gathered);
          touches.drainPermits();
        }
        round(touched);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void round(boolean touched) {
    try {
      work.round(touched);
    } catch (RuntimeException failed) {
      log.error("{}: a round failed; what was before stays", name, failed);
    }
  }
}
