// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * What kind of text stands at a place, which says how much evidence an alarm there needs: a call of
 * a function is no argument of a query, but ordinary in a document, and people ask models about
 * attacks in plain words.
 */
enum Channel {
  /** Query, form and cookie arguments, parts of forms, XML values: short machine-made values. */
  ARGUMENT(0.5),
  /** Segments of the path. */
  PATH(0.6),
  /** Values inside JSON. */
  DOCUMENT(0.6),
  /** Header fields that clients set freely. */
  HEADER(0.6),
  /** Header fields whose syntax is full of quotes, commas and semicolons. */
  STRUCTURED_HEADER(0.8),
  /** Text that people and programs write to language models. */
  PROSE(0.95);

  private final double least;

  Channel(double least) {
    this.least = least;
  }

  /** Returns the least score that is reported. */
  double least() {
    return least;
  }
}
