// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/**
 * Wall-clock time derived from monotonic time, so that a clock that jumps cannot move windows.
 *
 * <p>It is anchored once: at {@code anchorNanos} of the monotonic clock the wall clock said {@code
 * anchorMillis}. Whoever closes windows compares it with the wall clock and anchors anew; going
 * back needs a new {@link SummaryId#boot()}.
 *
 * @param anchorMillis wall-clock time of the anchor, milliseconds since 1970
 * @param anchorNanos monotonic time of the anchor
 */
public record WindowClock(long anchorMillis, long anchorNanos) {
  /** Returns the wall-clock time, milliseconds since 1970, at a monotonic time. */
  public long millisAt(long nanos) {
    return anchorMillis + Math.floorDiv(nanos - anchorNanos, 1_000_000L);
  }

  /** Returns the monotonic time at a wall-clock time in milliseconds since 1970. */
  public long nanosAt(long millis) {
    return anchorNanos + (millis - anchorMillis) * 1_000_000L;
  }
}
