// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.personal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.ScalarCandidatePass;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.util.ArrayList;
import java.util.List;

/** Looks into texts and says what was found as <code>CLASS value</code>. */
final class Look {
  private static final SensitiveData DATA =
      new SensitiveData(DataLimits.DEFAULT, List.of(new PersonalData(new ScalarCandidatePass())));

  private Look() {}

  /** Holds what is found in a text against what should be. */
  static void check(String text, String... expected) {
    byte[] bytes = text.getBytes(UTF_8);
    List<String> found = new ArrayList<>();
    for (Sighting each : into(text)) {
      int length = each.end() - each.start();
      found.add(each.dataClass() + " " + new String(bytes, each.start(), length, UTF_8));
    }
    assertThat(found).as(text).containsExactlyInAnyOrder(expected);
  }

  static List<Sighting> into(String text) {
    SensitiveDataScratch scratch = DATA.scratch(Fingerprints.none());
    byte[] bytes = ("##" + text).getBytes(UTF_8);
    List<Sighting> found = new ArrayList<>();
    DATA.inspect(
        new Content(
            Place.of(Place.Part.TEXT), Content.Form.PLAIN, bytes, 2, bytes.length - 2, true),
        scratch,
        found::add);
    return found;
  }
}
