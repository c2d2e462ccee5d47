// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.Window;
import dev.sallyport.blueprint.summary.WindowClock;

/**
 * Decides where windows end. Windows run on monotonic time that is anchored to the wall clock, so a
 * wall clock that jumps inside a window changes nothing in it. Reads no clock; not thread-safe.
 *
 * <p>At the end of each window the two clocks are compared:
 *
 * <ul>
 *   <li>less than half a second apart: nothing happens;
 *   <li>less than a window apart: the next window follows without a gap, its end moves to the
 *       corrected clock, so one window is a little longer or shorter than it says;
 *   <li>further apart, forward or back: the next window is the one that the wall clock is in, and a
 *       new {@link SummaryId#boot()} begins, so that the same wall-clock time can be counted twice
 *       and the time that never was is not missed.
 * </ul>
 *
 * <p>When the end comes late (the program was frozen), the window that ends is longer: it reaches
 * to the moment at which it really ended.
 */
public final class WindowSchedule {
  /** Distance of the clocks that is not corrected. */
  static final long DRIFT_MILLIS_MAX = 500;

  private final String node;
  private final String boot;
  private final int lengthSeconds;
  private int era;
  private WindowClock clock;
  private Window current;

  /**
   * What the end of a window means.
   *
   * @param ended name of the window that ended
   * @param clock clock of the next one
   */
  public record Turn(SummaryId ended, WindowClock clock) {}

  /** Creates a schedule that begins in the window that holds the given moment. */
  public WindowSchedule(
      String node, String boot, int lengthSeconds, long wallMillis, long nowNanos) {
    this.node = node;
    this.boot = boot;
    this.lengthSeconds = lengthSeconds;
    this.clock = new WindowClock(wallMillis, nowNanos);
    this.current = Window.containing(wallMillis, lengthSeconds);
  }

  /** Returns the clock of the present window. */
  public WindowClock clock() {
    return clock;
  }

  /** Returns the monotonic time at which the present window ends. */
  public long endsAtNanos() {
    return clock.nanosAt(current.endMillis());
  }

  /** Ends the present window; the clocks say now. */
  public Turn turn(long wallMillis, long nowNanos) {
    long anchoredMillis = clock.millisAt(nowNanos);
    Window ended = lengthened(anchoredMillis);
    SummaryId id = new SummaryId(node, era == 0 ? boot : boot + "." + era, ended);
    long drift = Math.abs(wallMillis - anchoredMillis);
    if (drift > DRIFT_MILLIS_MAX) {
      clock = new WindowClock(wallMillis, nowNanos);
    }
    if (drift >= lengthSeconds * 1000L) {
      era++;
      current = Window.containing(wallMillis, lengthSeconds);
    } else {
      // Up to the next multiple of the length, so that windows of all nodes end together.
      long start = ended.endEpochSecond();
      current = new Window(start, lengthSeconds - (int) (start % lengthSeconds));
    }
    return new Turn(id, clock);
  }

  private Window lengthened(long anchoredMillis) {
    long late = Math.floorDiv(anchoredMillis, 1000L) - current.endEpochSecond();
    long length = current.lengthSeconds() + Math.max(0, late);
    return new Window(
        current.startEpochSecond(), (int) Math.min(Window.LENGTH_MAX_SECONDS, length));
  }
}
