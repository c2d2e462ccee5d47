// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.graph;

import dev.sallyport.blueprint.summary.Summary;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Accumulates summaries into the blueprint. Not thread-safe: one thread at a time may call it; what
 * {@link #snapshot} returns is immutable and may go anywhere. Reads no clock.
 */
public final class LiveBlueprint {
  private final BlueprintLimits limits;

  /** Creates an empty blueprint. */
  public LiveBlueprint(BlueprintLimits limits) {
    this.limits = limits;
  }

  /** Counts a summary, once however often it is offered. */
  public Acceptance accept(Summary summary) {
    throw new UnsupportedOperationException("not built yet: " + limits);
  }

  /**
   * Returns the blueprint as it stands.
   *
   * @param now the moment, for lag
   * @param expected nodes that should report
   */
  public Blueprint snapshot(Instant now, Collection<ExpectedNode> expected) {
    return new Blueprint(now, now, now, List.of(), List.of(), new Provenance(List.of(), List.of()));
  }
}
