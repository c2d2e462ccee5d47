// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time a test moves. Tasks that are due run in order of time, then of arrival. */
final class FakeLoop implements Loop {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparing(Task::order));
  private long nanos;
  private long order;

  private record Task(long atNanos, long order, Runnable work) {}

  FakeLoop(long startNanos) {
    nanos = startNanos;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void run(Runnable task) {
    task.run();
  }

  @Override
  public void after(long delayNanos, Runnable task) {
    at(nanos + delayNanos, task);
  }

  void at(long whenNanos, Runnable task) {
    tasks.add(new Task(Math.max(whenNanos, nanos), order++, task));
  }

  /** Lets time pass, and everything happen that is due meanwhile. */
  void pass(long durationNanos) {
    long until = nanos + durationNanos;
    while (!tasks.isEmpty() && tasks.peek().atNanos() <= until) {
      Task task = tasks.poll();
      nanos = Math.max(nanos, task.atNanos());
      task.work().run();
    }
    nanos = until;
  }

  int waiting() {
    return tasks.size();
  }
}
