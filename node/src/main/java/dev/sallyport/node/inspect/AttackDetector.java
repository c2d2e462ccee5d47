// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.detection.attack.Attacks;
import dev.sallyport.model.Message;

/** Attacks in requests, and what answers give away. */
final class AttackDetector implements MessageDetector {
  private final AttackInspector inspector;

  AttackDetector(Attacks attacks) {
    this.inspector = attacks.inspector();
  }

  @Override
  public boolean inspect(Message message, Claims claims) {
    long hitBefore = inspector.limitsHit();
    inspector.inspect(message, claims::finding);
    return inspector.limitsHit() == hitBefore;
  }
}
