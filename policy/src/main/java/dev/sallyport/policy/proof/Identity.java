// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A workload that the policies speak of, and how much is known of it.
 *
 * @param workload which
 * @param firstSeen its first exchange at all; null when none was ever seen
 * @param rhythm on which days it was seen
 * @param enough whether it was seen long enough to judge by
 * @param exchanges its exchanges as caller or callee in the time looked at
 * @param cut of them, those that would have been denied
 */
public record Identity(
    Workload workload,
    @Nullable Instant firstSeen,
    Rhythm rhythm,
    boolean enough,
    long exchanges,
    long cut) {
  public Identity {
    requireNonNull(workload, "workload");
    requireNonNull(rhythm, "rhythm");
  }

  /** Returns whether a look at a few days may miss what it does. */
  public boolean rare() {
    return workload.kind().equals("CronJob") || rhythm.rare();
  }
}
