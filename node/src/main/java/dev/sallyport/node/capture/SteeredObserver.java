// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

/** What steering tells of the connections it carries; the rules are those of {@link Tap}. */
public interface SteeredObserver {

  /** Returns the tap for a connection that was just accepted; called before any byte flows. */
  Tap steered(SteeredConnection connection);
}
