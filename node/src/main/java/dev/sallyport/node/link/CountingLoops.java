// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.WindowClock;
import java.util.List;

/** The event loops that count exchanges, as far as the end of a window concerns them. */
public interface CountingLoops {
  /**
   * Ends the window on every loop and returns what each counted, in no order.
   *
   * @param next the clock from here on
   * @param nowNanos monotonic time of the end
   */
  List<OpenWindow> turn(WindowClock next, long nowNanos) throws InterruptedException;
}
