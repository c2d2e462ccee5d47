// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.DataClass;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Sensitive data in all parts of a message: its query, its fields and its body. One thread. */
final class MessageSightings {
  private final SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
  private final SensitiveDataScratch scratch = data.scratch(Fingerprints.none());
  private final List<Sighting> found = new ArrayList<>();

  /** Adds what is seen to a list, without values. */
  void in(Message message, ArrayNode list) {
    found.clear();
    query(message.target());
    for (Message.Field field : message.fields()) {
      Place place = new Place(Place.Part.HEADER, field.name().toLowerCase(Locale.ROOT));
      data.inspectField(place, field.value(), scratch, found::add);
    }
    for (Content content : message.contents()) {
      data.inspect(content, scratch, found::add);
    }
    found.forEach(sighting -> list.add(shown(sighting)));
  }

  private void query(String target) {
    int ask = target.indexOf('?');
    if (ask < 0) {
      return;
    }
    byte[] query = target.substring(ask + 1).getBytes(StandardCharsets.ISO_8859_1);
    Place place = Place.of(Place.Part.QUERY);
    data.inspect(
        new Content(place, Content.Form.URL_ENCODED, query, 0, query.length, true),
        scratch,
        found::add);
  }

  private static ObjectNode shown(Sighting sighting) {
    ObjectNode shown = JsonLines.JSON.createObjectNode();
    shown.put("class", sighting.dataClass().name());
    if (sighting.dataClass() == DataClass.SECRET) {
      shown.put("rule", sighting.rule());
    }
    return shown
        .put("where", InspectHttpCommand.where(sighting.place()))
        .put("confidence", sighting.confidence())
        .put("masked", sighting.masked());
  }
}
