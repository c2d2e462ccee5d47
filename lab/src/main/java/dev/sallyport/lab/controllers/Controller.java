// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import dev.sallyport.lab.api.ObjectStore;
import java.time.Instant;

/** Brings one aspect of the cluster from what is to what is wanted. Called by one thread. */
interface Controller {
  /**
   * Looks at everything and makes the next steps; calling it again with nothing to do changes
   * nothing.
   */
  void reconcile(ObjectStore store, Instant now);
}
