// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.Finding;
import dev.sallyport.model.Sighting;

/** Takes what detectors say of one message. */
public interface Claims {
  /** Sensitive data was seen. */
  void sighting(Sighting sighting);

  /** Something looks like an attack. */
  void finding(Finding.AttackAttempt finding);
}
