// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.blueprint.summary.NodeTally;
import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.Summary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends windows on a thread of its own: takes what every event loop counted, adds it up off the
 * loops and hands it on. A window without traffic is handed on too; silence is a fact.
 */
public final class WindowTurner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WindowTurner.class);

  private final WindowSchedule schedule;
  private final CountingLoops loops;
  private final Consumer<Summary> sink;
  private final Thread thread;
  private volatile boolean closing;

  /** Creates a turner; nothing happens before {@link #start}. */
  public WindowTurner(WindowSchedule schedule, CountingLoops loops, Consumer<Summary> sink) {
    this.schedule = schedule;
    this.loops = loops;
    this.sink = sink;
    this.thread = Thread.ofPlatform().daemon().name("sallyport-windows").unstarted(this::run);
  }

  /** Starts to end windows. */
  public void start() {
    thread.start();
  }

  /** Ends the present window early, hands it on and stops; waits at most five seconds. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(5000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing) {
        waitUntil(schedule.endsAtNanos());
        turn();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitUntil(long nanos) {
    for (long left = nanos - System.nanoTime();
        left > 0 && !closing;
        left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
    }
  }

  private void turn() throws InterruptedException {
    long now = System.nanoTime();
    WindowSchedule.Turn turn = schedule.turn(System.currentTimeMillis(), now);
    try {
      List<OpenWindow> parts = loops.turn(turn.clock(), now);
      Summary sum = new Summary(turn.ended(), Map.of(), NodeTally.NONE);
      for (OpenWindow part : parts) {
        sum = sum.plus(part.freeze(turn.ended()));
      }
      sink.accept(sum);
    } catch (RuntimeException ourFault) {
      // One window is lost and its gap will show in the provenance; the next one must still come.
      LOG.error("window {} could not be ended", turn.ended().window(), ourFault);
    }
  }
}
