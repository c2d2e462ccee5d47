// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.detection.attack.AttackLimits;
import dev.sallyport.detection.attack.Attacks;
import dev.sallyport.detection.data.CandidatePasses;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.personal.PersonalData;
import dev.sallyport.detection.data.secret.SecretRecogniser;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All detectors of the node: what they know is made once and shared by the event loops. */
final class Detectors {
  private static final Logger log = LoggerFactory.getLogger(Detectors.class);

  private Detectors() {}

  /** Returns what finds sensitive data. */
  static SensitiveData data() {
    SecretRecogniser secrets = SecretRecogniser.create();
    log.info(
        "Detection: literals by {}; candidates by {}",
        secrets.engine(),
        CandidatePasses.description());
    return new SensitiveData(DataLimits.DEFAULT, List.of(new PersonalData(CandidatePasses.best())))
        .with(secrets);
  }

  /** Returns what makes the detectors of one event loop. */
  static Inspection.Kit all(InspectLimits limits, SensitiveData data) {
    Attacks attacks = new Attacks(AttackLimits.DEFAULT);
    return () ->
        List.of(
            new ContentDetector(new DataDetector(data, limits.fieldBytes()), attacks.inspector()));
  }
}
