// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.ResourceKind;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs some work on a thread of its own after every burst of changes of some kinds. */
final class Follower {
  private static final Logger logger = LoggerFactory.getLogger(Follower.class);

  private Follower() {}

  static void start(String name, ObjectStore store, Set<ResourceKind> kinds, Runnable work) {
    Semaphore changed = new Semaphore(0);
    store.listen(
        0,
        change -> {
          if (kinds.contains(change.resource().kind())) {
            changed.release();
          }
        });
    Thread.ofPlatform().daemon().name(name).start(() -> follow(name, changed, work));
  }

  private static void follow(String name, Semaphore changed, Runnable work) {
    while (true) {
      try {
        changed.acquire();
      } catch (InterruptedException e) {
        return;
      }
      changed.drainPermits();
      try {
        work.run();
      } catch (RuntimeException e) {
        logger.error("{} failed", name, e);
      }
    }
  }
}
