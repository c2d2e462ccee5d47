// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.AdminServer;
import dev.sallyport.node.admin.Metric;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The port of metrics and health, which one of several programs of a node can have at a time. Safe
 * for any thread.
 */
final class AdminDoor implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long AGAIN_MILLIS = 50;

  private final InetSocketAddress address;
  private final Supplier<List<Metric>> metrics;
  private final Supplier<Optional<String>> unready;
  private @Nullable AdminServer server;

  AdminDoor(
      InetSocketAddress address,
      Supplier<List<Metric>> metrics,
      Supplier<Optional<String>> unready) {
    this.address = address;
    this.metrics = metrics;
    this.unready = unready;
  }

  /**
   * Begins to serve; waits for a while for whoever has the port to leave it.
   *
   * @throws IOException when the port stays taken
   */
  synchronized void open() throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (server == null) {
      try {
        server = AdminServer.start(address, metrics, unready);
      } catch (IOException taken) {
        if (System.nanoTime() - deadline > 0) {
          throw taken;
        }
        pause();
      }
    }
  }

  @Override
  public synchronized void close() {
    AdminServer open = server;
    if (open != null) {
      open.close();
      server = null;
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
