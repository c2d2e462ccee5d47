// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * Median, smallest and largest of a few numbers.
 *
 * @param median middle value, or the mean of the two middle ones
 * @param min smallest
 * @param max largest
 */
record Spread(double median, double min, double max) {
  static Spread of(double... values) {
    double[] sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Returns for example {@code 1.02 [0.97-1.10]}. */
  String text(int decimals) {
    if (Double.isNaN(median)) {
      return "-";
    }
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " [" + number + "-" + number + "]", median, min, max);
  }
}
