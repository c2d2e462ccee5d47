// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Finding;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataDetectorTest {
  private final DataDetector detector =
      new DataDetector(StandardData.sensitiveData(DataLimits.DEFAULT), 4096);

  @Test
  void numberThatOnlyHasAChecksumIsNotClaimed() {
    Place nameless = new Place(Place.Part.PROTOBUF, "1");
    assertThat(seen(nameless, Content.Form.PLAIN, "9434765919")).isEmpty();
  }

  @Test
  void numberWhoseNameSaysWhatItIsIsClaimed() {
    assertThat(
            seen(Place.of(Place.Part.JSON), Content.Form.JSON, "{\"nhs_number\":\"9434765919\"}"))
        .containsExactly(DataClass.UK_NHS);
  }

  private List<DataClass> seen(Place place, Content.Form form, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<DataClass> seen = new ArrayList<>();
    Message message =
        new Message(
            Direction.FROM_CLIENT,
            "POST",
            "/",
            0,
            List.of(),
            List.of(new Content(place, form, bytes, 0, bytes.length, true)));
    detector.inspect(
        message,
        new Claims() {
          @Override
          public void sighting(Sighting sighting) {
            seen.add(sighting.dataClass());
          }

          @Override
          public void finding(Finding.AttackAttempt finding) {}
        });
    return seen;
  }
}
