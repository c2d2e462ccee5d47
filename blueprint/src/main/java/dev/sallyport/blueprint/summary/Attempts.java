// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/**
 * Attempts to connect that reached nobody, counted by how they ended. {@link #plus} commutes and
 * associates, and {@link #NONE} is its zero.
 *
 * @param refused nobody listened
 * @param unreachable no way led there
 * @param unanswered nobody answered in time
 * @param reset taken, and reset before the target said a byte
 * @param lastMillis end of the latest one, milliseconds since 1970; 0 when there was none
 */
public record Attempts(
    long refused, long unreachable, long unanswered, long reset, long lastMillis) {
  /** No attempt. */
  public static final Attempts NONE = new Attempts(0, 0, 0, 0, 0);

  public Attempts {
    if (refused < 0 || unreachable < 0 || unanswered < 0 || reset < 0 || lastMillis < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Returns how many there were. */
  public long total() {
    return Counting.add(Counting.add(refused, unreachable), Counting.add(unanswered, reset));
  }

  /** Returns the counts of both together. */
  public Attempts plus(Attempts other) {
    if (other.equals(NONE)) {
      return this;
    }
    return new Attempts(
        Counting.add(refused, other.refused),
        Counting.add(unreachable, other.unreachable),
        Counting.add(unanswered, other.unanswered),
        Counting.add(reset, other.reset),
        Math.max(lastMillis, other.lastMillis));
  }
}
