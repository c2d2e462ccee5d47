// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.time.Duration;

/**
 * How steering is set up.
 *
 * @param limits bounds; those of pods bound listeners and the connections of each
 * @param canaryInterval time between two proofs that a listener is reached
 * @param drain longest time that open connections go on after a clean stop was asked for
 * @param ownerWait longest time that a new connection waits until its owner is found, default 3 s:
 *     under load files of procfs are read slowly; then it goes on without, and is counted
 * @param eventLoops threads that move bytes; 0 lets the number of processors decide
 */
public record SteerSettings(
    CaptureLimits limits,
    Duration canaryInterval,
    Duration drain,
    Duration ownerWait,
    int eventLoops) {

  /** Returns the defaults with so many event loops. */
  public static SteerSettings defaults(int eventLoops) {
    return new SteerSettings(
        CaptureLimits.DEFAULT,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(3),
        eventLoops);
  }
}
