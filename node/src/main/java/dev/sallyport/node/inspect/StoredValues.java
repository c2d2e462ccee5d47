// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.model.Content;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import dev.sallyport.model.Sighting;
import dev.sallyport.protocol.value.Values;

/**
 * Values of data stores and brokers. They come as lines of JSON whose names are those of columns,
 * keys, parameters: a path in such a line is named here as the store would name it.
 */
final class StoredValues {
  private static final String ROOT = "$.";
  private static final String VARIABLE = "{id}";

  private StoredValues() {}

  /** Returns whether a message is made of values. */
  static boolean are(Message message) {
    for (Content content : message.contents()) {
      if (isPart(content.place().part())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPart(Place.Part part) {
    return switch (part) {
      case COLUMN, KEY, DOCUMENT, RECORD -> true;
      default -> false;
    };
  }

  /** Returns the sighting at the place that the store would name. */
  static Sighting placed(Sighting sighting) {
    Place place = sighting.place();
    if (!isPart(place.part()) || !place.name().startsWith(ROOT)) {
      return sighting;
    }
    return new Sighting(
        sighting.dataClass(),
        sighting.rule(),
        named(place.part(), place.name().substring(ROOT.length())),
        sighting.start(),
        sighting.end(),
        sighting.confidence(),
        sighting.fingerprint(),
        sighting.masked());
  }

  private static Place named(Place.Part part, String name) {
    if (part == Place.Part.COLUMN && (name.startsWith("$") || name.equals(VARIABLE))) {
      return new Place(Place.Part.STATEMENT, name.startsWith("$") ? name : "");
    }
    return new Place(part, isPlain(name) ? name.replace(Values.ANY, VARIABLE) : VARIABLE);
  }

  /** Servers name a column after the expression that makes it, which may hold a value. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char each = name.charAt(i);
      boolean plain =
          each < 0x80 && Character.isLetterOrDigit(each) || "_-:.$*[]{}/#".indexOf(each) >= 0;
      if (!plain) {
        return false;
      }
    }
    return true;
  }
}
