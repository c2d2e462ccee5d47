// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/**
 * Decides whether something stands around an anchor. It must take time linear in the window, keep
 * nothing, and look at nothing outside of the window.
 */
@FunctionalInterface
public interface Confirm {

  /** Looks around an anchor and reports what is there by {@link Window#report}. */
  void confirm(Window window);
}
