// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import java.util.Optional;

/**
 * Turns editors of bodies into editors of all bytes of an exchange, as one protocol frames them.
 */
public interface BodyFraming {
  /** For protocols without bodies. */
  BodyFraming NONE = (direction, head, editors) -> Optional.empty();

  /**
   * Returns the editor of that side of the exchange.
   *
   * @return empty when the protocol has no bodies
   */
  Optional<Editor> editor(
      Direction direction, Observation.RequestHead head, Editing.BodyEditors editors);
}
