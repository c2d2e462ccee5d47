// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.detection.MessageInspector;
import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;

/**
 * Sensitive data in all parts of a message, attacks in requests, and what answers give away; bodies
 * of JSON are walked over once for all.
 */
final class ContentDetector implements MessageDetector {
  private final DataDetector data;
  private final MessageInspector contents;

  ContentDetector(DataDetector data, AttackInspector attacks) {
    this.data = data;
    this.contents = data.beside(attacks);
  }

  @Override
  public void use(Fingerprints fingerprints) {
    data.use(fingerprints);
  }

  @Override
  public boolean readsStores() {
    return true;
  }

  @Override
  public boolean inspect(Message message, Claims claims) {
    if (StoredValues.are(message)) {
      return data.inspect(message, claims);
    }
    return data.head(message, claims)
        & contents.inspect(
            message, sighting -> DataDetector.claim(sighting, claims), claims::finding);
  }
}
