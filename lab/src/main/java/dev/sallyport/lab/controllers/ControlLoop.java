// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import dev.sallyport.lab.api.ApiProblem;
import dev.sallyport.lab.api.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all controllers on one thread after every burst of changes, and twice a second for the
 * clock.
 */
public final class ControlLoop implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ControlLoop.class);
  private static final Duration TICK = Duration.ofMillis(500);

  private final ObjectStore store;
  private final List<Controller> controllers;
  private final Semaphore changed = new Semaphore(1);
  private final Thread thread;
  private volatile boolean closed;

  /** Starts the loop. */
  public ControlLoop(ObjectStore store, List<String> nodes) {
    this.store = store;
    controllers =
        new ArrayList<>(
            List.of(
                new Accounts(),
                new Deployments(),
                new ReplicaSets(),
                new StatefulSets(),
                new DaemonSets(nodes),
                new CronJobs(),
                new Jobs(),
                new Scheduler(nodes),
                new EndpointSlices(),
                new GarbageCollector()));
    thread = Thread.ofPlatform().daemon().name("controllers").unstarted(this::run);
    store.listen(0, change -> changed.release());
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        changed.tryAcquire(TICK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
      changed.drainPermits();
      controllers.forEach(this::step);
    }
  }

  private void step(Controller controller) {
    try {
      controller.reconcile(store, Instant.now());
    } catch (ApiProblem e) {
      logger.debug("{} tries again: {}", controller.getClass().getSimpleName(), e.getMessage());
      changed.release();
    } catch (RuntimeException e) {
      logger.error("{} failed", controller.getClass().getSimpleName(), e);
    }
  }
}
