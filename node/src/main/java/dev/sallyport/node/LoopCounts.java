// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.Observation;
import dev.sallyport.node.identity.Loop;
import dev.sallyport.node.inspect.ConnectionInspection;
import dev.sallyport.node.inspect.Inspection;
import dev.sallyport.node.inspect.LoopInspection;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one event loop counts, and the connections open on it. Confined to that loop. */
final class LoopCounts {
  private final EventExecutor executor;
  private final Loop identityLoop;
  private final SummaryBuilder builder;
  private final Set<ConnectionTap> open = new LinkedHashSet<>();

  private final @Nullable LoopInspection inspection;

  LoopCounts(
      EventExecutor executor,
      SummaryLimits limits,
      WindowClock clock,
      @Nullable Inspection inspection) {
    this.executor = executor;
    this.identityLoop = Loop.of(executor);
    this.builder = new SummaryBuilder(limits, clock);
    this.inspection = inspection == null ? null : inspection.loop();
  }

  EventExecutor executor() {
    return executor;
  }

  Loop identityLoop() {
    return identityLoop;
  }

  SummaryBuilder builder() {
    return builder;
  }

  /** Returns the inspection of a connection; null when contents are not looked into. */
  @Nullable ConnectionInspection inspect(Consumer<Observation> observations, Object destination) {
    return inspection == null ? null : inspection.open(observations, destination);
  }

  void opened(ConnectionTap tap) {
    open.add(tap);
  }

  void closed(ConnectionTap tap) {
    open.remove(tap);
  }

  /** New policies are in force; returns how many open connections they cut. */
  int ruled() {
    int cut = 0;
    for (ConnectionTap each : List.copyOf(open)) {
      cut += each.ruled() ? 1 : 0;
    }
    return cut;
  }

  int openConnections() {
    return open.size();
  }

  /** Ends the window; long-lived connections first report what moved on them so far. */
  OpenWindow turn(OpenWindow fresh, WindowClock clock, long nowNanos) {
    for (ConnectionTap each : List.copyOf(open)) {
      each.nameLater(nowNanos);
      each.drain(nowNanos);
    }
    return builder.swap(fresh, clock);
  }
}
