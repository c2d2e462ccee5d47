// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * When an edge has departed from what it was before a policy changed. Each test asks for enough
 * exchanges on both sides, for a ratio and for an absolute rise, so that neither a quiet edge nor a
 * small wobble of a busy one counts.
 *
 * @param samplesMin exchanges that are needed before and after the change, default 50
 * @param errorRatio the share of errors must have grown by this factor, default 2
 * @param errorRise and by at least so much, as a share of all exchanges, default 0.05
 * @param latencyRatio the latency that nine of ten do not exceed must have grown by this factor
 *     beyond what all other edges slowed down meanwhile, default 2
 * @param latencyRise and by at least so much, default 100 ms
 * @param knownMin how often an operation must have come through to be known as legitimate, default
 *     5
 * @param watch how long errors and latency are compared after a change, default 30 minutes; later
 *     departures have other causes
 */
record DepartureTest(
    long samplesMin,
    double errorRatio,
    double errorRise,
    double latencyRatio,
    Duration latencyRise,
    long knownMin,
    Duration watch) {
  static final DepartureTest DEFAULT =
      new DepartureTest(50, 2, 0.05, 2, Duration.ofMillis(100), 5, Duration.ofMinutes(30));

  DepartureTest {
    requireNonNull(latencyRise, "latencyRise");
    requireNonNull(watch, "watch");
  }

  /** Returns in what way errors departed, with the numbers; empty when they did not. */
  Optional<String> errors(EdgeSample before, EdgeSample after) {
    if (before.exchanges() < samplesMin || after.exchanges() < samplesMin) {
      return Optional.empty();
    }
    double was = before.errorShare();
    double is = after.errorShare();
    return is >= was * errorRatio && is - was >= errorRise
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%.1f%% of %d exchanges failed since the change, %.1f%% of %d before it",
                is * 100,
                after.exchanges(),
                was * 100,
                before.exchanges()))
        : Optional.empty();
  }

  /** Returns by what factor the edge became slower; empty when too little is known of it. */
  Optional<Double> slowdown(EdgeSample before, EdgeSample after) {
    return before.timed() < samplesMin || after.timed() < samplesMin
        ? Optional.empty()
        : Optional.of(after.p90Millis() / before.p90Millis());
  }

  /**
   * Returns in what way latency departed, with the numbers; empty when it did not.
   *
   * @param elsewhere by what factor other edges became slower meanwhile
   */
  Optional<String> latency(EdgeSample before, EdgeSample after, double elsewhere) {
    double rise = after.p90Millis() - before.p90Millis();
    return slowdown(before, after)
        .filter(factor -> factor >= latencyRatio * Math.max(1, elsewhere))
        .filter(_ -> rise >= latencyRise.toMillis())
        .map(
            factor ->
                String.format(
                    Locale.ROOT,
                    "nine of ten answers came within %.0f ms since the change (%d exchanges),"
                        + " %.0f ms before it (%d exchanges)",
                    after.p90Millis(),
                    after.timed(),
                    before.p90Millis(),
                    before.timed()));
  }
}
