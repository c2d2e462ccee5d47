// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/** Takes what detectors suspect about the argument they look at. */
@FunctionalInterface
interface Suspicions {

  /**
   * Takes one suspicion.
   *
   * @param detector stable lower-kebab id
   * @param family way of attacking
   * @param severity how bad it would be if true
   * @param score how sure, 0 to 1
   * @param evidence why, in words that hold no value
   */
  void add(String detector, AttackFamily family, Severity severity, double score, String evidence);
}
