// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.CaptureState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What carries connections, in one of the tiers. Safe for any thread. */
interface TierParts extends AutoCloseable {

  /**
   * Begins to look for what is to be carried; all that hears of it is there now.
   *
   * @throws IOException when this machine does not allow it; the message says what is missing
   */
  void start() throws IOException;

  /** Returns the measured state of every pod by UID. */
  Map<String, CaptureState> states();

  /** Returns counters and gauges by name. */
  Map<String, Long> counters();

  /** Returns further numbers that only this tier has. */
  default List<Metric> metrics() {
    return List.of();
  }

  /** Tells identity what was measured. */
  void tellIdentity();

  /** Returns why this is not ready yet; empty when it is. */
  Optional<String> unready();

  /** The program that was taken over from has ended. */
  default void alone() {}

  /** Returns what this can do, as told to control. */
  String capability();

  /** Stops in order. Blocks until open connections had time to end. */
  @Override
  void close() throws IOException;
}
