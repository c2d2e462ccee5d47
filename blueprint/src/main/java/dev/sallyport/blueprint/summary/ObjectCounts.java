// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

/**
 * How many different objects calls of one edge asked for by the values in their paths and by the
 * ids in their queries and bodies. The objects are known by keyed fingerprints alone, and of many
 * only a sample is kept. {@link #plus} commutes and associates, and {@link #NONE} is its zero.
 *
 * @param exchanges calls that named an object
 * @param answered of them, those answered with 200 to 299
 * @param steps of all of them, those whose object has a number one to four above that of one of the
 *     two asked for before: one to four, because the calls of one caller may be spread over several
 *     event loops of a node, each of which sees only its own
 * @param given the objects of calls that were so answered
 */
public record ObjectCounts(long exchanges, long answered, long steps, ValueSample given) {
  /** No object was named. */
  public static final ObjectCounts NONE = new ObjectCounts(0, 0, 0, ValueSample.NONE);

  public ObjectCounts {
    requireNonNull(given, "given");
    if (exchanges < 0 || answered < 0 || steps < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Returns whether no object was named. */
  public boolean isNone() {
    return exchanges == 0 && given.keys() == 0;
  }

  /**
   * Returns how many different objects were given out: exact for few, else an estimate (see {@link
   * ValueSample#estimate}); never more than calls were answered.
   */
  public long distinct() {
    return Math.min(answered, Math.round(given.estimate()));
  }

  /** Returns the counts of both together. */
  public ObjectCounts plus(ObjectCounts other) {
    return new ObjectCounts(
        Counting.add(exchanges, other.exchanges),
        Counting.add(answered, other.answered),
        Counting.add(steps, other.steps),
        given.union(other.given));
  }

  ObjectCounts thinned(long ceiling) {
    return new ObjectCounts(exchanges, answered, steps, given.thinned(ceiling));
  }
}
