// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.serving;

import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * How servers of this program end: nobody is accepted any more, calls under way get a moment, then
 * their connections are closed. Nobody waits for threads that have nothing to do any more, two
 * seconds for each server by default: a hand-over to another control program would be late by as
 * much.
 */
public final class Stopping {
  private static final Duration CALLS = Duration.ofMillis(200);
  private static final long LOOK_MILLIS = 5;
  private static final Duration THREADS_MAX = Duration.ofSeconds(2);

  private Stopping() {}

  /** Has a server that is being built end like that. */
  public static ServerBuilder prepare(ServerBuilder server) {
    return server
        .gracefulShutdownTimeout(Duration.ZERO, CALLS)
        // Else each open connection is told, and kept for a second or two to see whether it heard.
        .connectionDrainDuration(Duration.ZERO)
        .bossGroupFactory(
            name ->
                EventLoopGroups.builder()
                    .numThreads(1)
                    .threadFactory(new DefaultThreadFactory(name))
                    .gracefulShutdown(Duration.ZERO, THREADS_MAX)
                    .build());
  }

  /** Stops a server that was {@link #prepare prepared}; returns once it serves nobody any more. */
  public static void stop(Server server) {
    CompletableFuture<Void> whole = server.stop();
    try {
      while (!whole.isDone() && (server.numConnections() > 0 || !server.activePorts().isEmpty())) {
        Thread.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
