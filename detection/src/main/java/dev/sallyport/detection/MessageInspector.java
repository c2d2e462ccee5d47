// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection;

import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataBeside;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Message;
import dev.sallyport.model.Sighting;
import java.util.function.Consumer;

/**
 * Looks for attacks in messages and for sensitive data in their contents, over one walk of each
 * body of JSON. Finds what both find by themselves; header fields and the target are not looked
 * through for data. Not safe for use by several threads.
 */
public final class MessageInspector {
  private final SensitiveDataBeside data;
  private final AttackInspector attacks;

  public MessageInspector(
      SensitiveData data, SensitiveDataScratch scratch, AttackInspector attacks) {
    this.data = data.beside(scratch);
    this.attacks = attacks;
  }

  /**
   * Looks at a message.
   *
   * @param sightings takes what sensitive data is in its contents
   * @param findings takes what looks like an attack, or leaks
   * @return whether all of it was looked at
   */
  public boolean inspect(
      Message message, Consumer<Sighting> sightings, Consumer<AttackAttempt> findings) {
    long limitsHit = attacks.limitsHit();
    data.start(sightings);
    attacks.inspect(message, findings, data);
    return data.finish(message.contents()) & attacks.limitsHit() == limitsHit;
  }
}
