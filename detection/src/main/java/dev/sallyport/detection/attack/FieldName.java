// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.Place;
import java.util.HashSet;
import java.util.Set;

/**
 * The name of a header field, with what is remembered of it from request to request: clients send
 * the same few values again and again. Confined to one thread.
 */
final class FieldName {
  private static final int VALUES_MAX = 64;
  private static final int VALUE_LENGTH_MAX = 200;

  /** Fields that name programs and what they can do, never people or what they may do. */
  private static final Set<String> REMEMBERED =
      Set.of(
          "host",
          "user-agent",
          "accept",
          "accept-encoding",
          "accept-language",
          "connection",
          "content-type",
          "cache-control");

  private final String lower;
  private final Place place;
  private final boolean remembers;
  private final Set<String> regular = new HashSet<>();
  private final Set<String> harmless = new HashSet<>();
  private long seenIn;

  FieldName(String lower) {
    this.lower = lower;
    this.place = new Place(Place.Part.HEADER, HeadReader.shown(lower));
    this.remembers = REMEMBERED.contains(lower);
  }

  String lower() {
    return lower;
  }

  Place place() {
    return place;
  }

  /** Notes that a message has it; returns whether it had it before. */
  boolean again(long message) {
    boolean again = seenIn == message;
    seenIn = message;
    return again;
  }

  boolean in(long message) {
    return seenIn == message;
  }

  /** Returns whether no rule of HTTP says anything of a value. */
  boolean isRegular(String value) {
    return remembers && regular.contains(value);
  }

  void regular(String value) {
    remember(regular, value);
  }

  /** Returns whether no detector says anything of a value. */
  boolean isHarmless(String value) {
    return remembers && harmless.contains(value);
  }

  void harmless(String value) {
    remember(harmless, value);
  }

  private void remember(Set<String> values, String value) {
    if (remembers && values.size() < VALUES_MAX && value.length() <= VALUE_LENGTH_MAX) {
      values.add(value);
    }
  }
}
