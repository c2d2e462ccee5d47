// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import dev.sallyport.blueprint.summary.Summary;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A node that sends every window until it is acknowledged, to whichever of several control programs
 * takes it, as node programs do.
 */
public final class PatientNode implements AutoCloseable {
  private static final int IN_FLIGHT_MAX = 4;

  private final List<Integer> ports;
  private final String name;
  private final List<Summary> windows;
  private final Duration pause;
  private final Thread thread;
  private volatile int acknowledged;
  private volatile int port;
  private volatile boolean closed;

  /**
   * Returns a node that sends at once.
   *
   * @param pause how long after a window the next is finished
   */
  public PatientNode(List<Integer> ports, String name, List<Summary> windows, Duration pause) {
    this.ports = ports;
    this.name = name;
    this.windows = List.copyOf(windows);
    this.pause = pause;
    this.thread = Thread.ofVirtual().name(name).start(this::run);
  }

  public int acknowledged() {
    return acknowledged;
  }

  public boolean done() {
    return acknowledged == windows.size();
  }

  /** Returns the port of the control program that it is connected to; 0 for none. */
  public int port() {
    return port;
  }

  private void run() {
    try {
      for (int attempt = 0; !closed && !done(); attempt++) {
        int tried = ports.get(attempt % ports.size());
        FakeNode link = new FakeNode(tried, name, "boot-1");
        until(() -> link.welcome || link.ended != null);
        if (link.welcome) {
          port = tried;
          send(link);
          port = 0;
        }
        if (link.ended == null) {
          link.close();
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(FakeNode link) throws InterruptedException {
    SortedMap<Long, Integer> onTheWay = new TreeMap<>();
    int next = acknowledged;
    while (!closed && link.ended == null && !done()) {
      long acked = link.acked;
      SortedMap<Long, Integer> answered = onTheWay.headMap(acked + 1);
      answered.values().forEach(each -> acknowledged = each + 1);
      answered.clear();
      if (next < windows.size() && onTheWay.size() < IN_FLIGHT_MAX) {
        onTheWay.put(link.send(windows.get(next)), next);
        next++;
        Thread.sleep(pause);
      } else {
        Thread.sleep(5);
      }
    }
  }

  private void until(BooleanSupplier condition) throws InterruptedException {
    while (!closed && !condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join(Duration.ofSeconds(30));
  }
}
