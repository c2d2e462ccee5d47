// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

/**
 * A stretch of time that one summary covers, closed at its start and open at its end.
 *
 * @param startEpochSecond first second of the window, seconds since 1970 in UTC
 * @param lengthSeconds length, 1 to {@value #LENGTH_MAX_SECONDS} seconds
 */
public record Window(long startEpochSecond, int lengthSeconds) implements Comparable<Window> {
  /** Length that a node uses when nothing else is set: 5 seconds. */
  public static final int DEFAULT_LENGTH_SECONDS = 5;

  /** Longest window, reached only when windows were merged during an outage: one day. */
  public static final int LENGTH_MAX_SECONDS = 86_400;

  /** Latest start that is accepted, in the year 5138; keeps arithmetic far from overflow. */
  public static final long START_MAX_EPOCH_SECOND = 100_000_000_000L;

  public Window {
    if (startEpochSecond < 0 || startEpochSecond > START_MAX_EPOCH_SECOND) {
      throw new IllegalArgumentException(
          "startEpochSecond: "
              + startEpochSecond
              + " (expected: 0 to "
              + START_MAX_EPOCH_SECOND
              + ")");
    }
    if (lengthSeconds < 1 || lengthSeconds > LENGTH_MAX_SECONDS) {
      throw new IllegalArgumentException(
          "lengthSeconds: " + lengthSeconds + " (expected: 1 to " + LENGTH_MAX_SECONDS + ")");
    }
  }

  /** Returns the window of that length, aligned to multiples of it, that holds the instant. */
  public static Window containing(long epochMillis, int lengthSeconds) {
    long second = Math.floorDiv(epochMillis, 1000L);
    return new Window(second - Math.floorMod(second, (long) lengthSeconds), lengthSeconds);
  }

  /** Returns the first second after the window. */
  public long endEpochSecond() {
    return startEpochSecond + lengthSeconds;
  }

  /** Returns the start in milliseconds since 1970. */
  public long startMillis() {
    return startEpochSecond * 1000L;
  }

  /** Returns the end in milliseconds since 1970; the window does not hold it. */
  public long endMillis() {
    return endEpochSecond() * 1000L;
  }

  /** Returns the window of the same length that follows. */
  public Window next() {
    return new Window(endEpochSecond(), lengthSeconds);
  }

  /** Returns whether the two share any instant. */
  public boolean overlaps(Window other) {
    return startEpochSecond < other.endEpochSecond() && other.startEpochSecond < endEpochSecond();
  }

  /**
   * Returns the shortest window that holds both.
   *
   * @throws IllegalArgumentException when it would be longer than {@link #LENGTH_MAX_SECONDS}
   */
  public Window span(Window other) {
    long start = Math.min(startEpochSecond, other.startEpochSecond);
    long end = Math.max(endEpochSecond(), other.endEpochSecond());
    return new Window(start, (int) Math.min(Integer.MAX_VALUE, end - start));
  }

  @Override
  public int compareTo(Window other) {
    int byStart = Long.compare(startEpochSecond, other.startEpochSecond);
    return byStart != 0 ? byStart : Integer.compare(lengthSeconds, other.lengthSeconds);
  }
}
