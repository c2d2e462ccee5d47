// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection;

import dev.sallyport.detection.data.CandidatePasses;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.personal.PersonalData;
import dev.sallyport.detection.data.secret.SecretRecogniser;
import java.util.List;

/** The recognisers of sensitive data as the programs use them. */
public final class StandardData {
  private StandardData() {}

  /** Returns what looks for the data of people and for credentials. */
  public static SensitiveData sensitiveData(DataLimits limits) {
    return new SensitiveData(limits, List.of(new PersonalData(CandidatePasses.best())))
        .with(SecretRecogniser.create());
  }
}
