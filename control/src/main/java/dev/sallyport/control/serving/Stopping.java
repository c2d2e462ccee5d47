// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.serving;

import com.linecorp.armeria.server.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * How servers of this program end: nobody is accepted any more, calls under way get {@link #GRACE},
 * then their connections are closed.
 */
public final class Stopping {

  /** What calls under way get; servers that are {@link #stop stopped} here are built with it. */
  public static final Duration GRACE = Duration.ofMillis(200);

  private Stopping() {}

  /**
   * Stops a server; returns once it serves nobody any more. What a server waits for beyond that,
   * two seconds each time, are Netty's threads, kept for tasks that nobody submits. A hand-over to
   * another control program would be late by as much for each server.
   */
  public static void stop(Server server) {
    Executor late =
        CompletableFuture.delayedExecutor(GRACE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
    // The server's own future cannot be completed by anybody else, and ignores that silently.
    CompletableFuture.anyOf(server.stop(), CompletableFuture.runAsync(() -> {}, late)).join();
  }
}
