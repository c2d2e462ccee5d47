// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.detection.attack.AttackLimits;
import dev.sallyport.detection.attack.Attacks;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.ScalarCandidatePass;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.personal.PersonalData;
import dev.sallyport.detection.data.secret.SecretRecogniser;
import java.util.List;

/** All detectors of the node: what they know is made once and shared by the event loops. */
final class Detectors {
  private Detectors() {}

  /** Returns what makes the detectors of one event loop. */
  static Inspection.Kit all(InspectLimits limits) {
    SensitiveData data =
        new SensitiveData(DataLimits.DEFAULT, List.of(new PersonalData(new ScalarCandidatePass())))
            .with(SecretRecogniser.create());
    Attacks attacks = new Attacks(AttackLimits.DEFAULT);
    return () -> List.of(new DataDetector(data, limits.fieldBytes()), new AttackDetector(attacks));
  }
}
