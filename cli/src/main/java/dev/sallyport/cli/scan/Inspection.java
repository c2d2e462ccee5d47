// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.cli.scan;

import dev.sallyport.blueprint.summary.Contents;
import dev.sallyport.detection.StandardData;
import dev.sallyport.detection.attack.AttackInspector;
import dev.sallyport.detection.attack.AttackLimits;
import dev.sallyport.detection.attack.Attacks;
import dev.sallyport.detection.data.DataLimits;
import dev.sallyport.detection.data.SensitiveData;
import dev.sallyport.detection.data.SensitiveDataScratch;
import dev.sallyport.model.Content;
import dev.sallyport.model.Finding.AttackAttempt;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the detectors on recorded messages. Confined to one thread. */
final class Inspection {
  private final SensitiveData data = StandardData.sensitiveData(DataLimits.DEFAULT);
  private final SensitiveDataScratch scratch = data.scratch(Fingerprints.none());
  private final AttackInspector attacks = new Attacks(AttackLimits.DEFAULT).inspector();

  /** What was said of the messages of one exchange so far. */
  static final class Found {
    private final List<Contents.Seen> sightings = new ArrayList<>();
    private final List<AttackAttempt> findings = new ArrayList<>();
    private boolean whole = true;

    Contents contents() {
      return new Contents(whole, 0, sightings, findings);
    }
  }

  /** Looks into a message and adds what it finds. */
  void inspect(Message message, Found found) {
    attacks.inspect(message, found.findings::add);
    for (Message.Field field : message.fields()) {
      if (!isMeant(field.name())) {
        field(
            message,
            Place.Part.HEADER,
            field.name().toLowerCase(Locale.ROOT),
            field.value(),
            found);
      }
    }
    int query = message.target().indexOf('?');
    if (query >= 0) {
      field(message, Place.Part.QUERY, "", message.target().substring(query + 1), found);
    }
    for (Content content : message.contents()) {
      found.whole &=
          data.inspect(
              content,
              scratch,
              sighting -> found.sightings.add(new Contents.Seen(message.direction(), sighting)));
    }
  }

  /** What proves who calls, and who is called, is meant to be there. */
  private static boolean isMeant(String name) {
    return name.equalsIgnoreCase("host")
        || name.equalsIgnoreCase("authorization")
        || name.equalsIgnoreCase("proxy-authorization")
        || name.equalsIgnoreCase("cookie")
        || name.equalsIgnoreCase("set-cookie");
  }

  private void field(Message message, Place.Part part, String name, String value, Found found) {
    data.inspectField(
        new Place(part, name),
        value,
        scratch,
        sighting -> found.sightings.add(new Contents.Seen(message.direction(), sighting)));
  }
}
