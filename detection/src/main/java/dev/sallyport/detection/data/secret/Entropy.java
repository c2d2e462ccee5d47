// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

/** How evenly the bytes of a value are spread (Shannon), in bits for each byte. */
final class Entropy {
  /** Bytes that are looked at; more would say little else. */
  private static final int SAMPLE = 96;

  private static final double[] N_LOG_N = new double[SAMPLE + 1];

  static {
    for (int n = 1; n <= SAMPLE; n++) {
      N_LOG_N[n] = n * (Math.log(n) / Math.log(2));
    }
  }

  private Entropy() {}

  /** Returns the bits for each byte; 0 for an empty value. */
  static double of(byte[] bytes, int start, int end) {
    int n = Math.min(end - start, SAMPLE);
    if (n <= 0) {
      return 0;
    }
    double sum = 0;
    for (int i = start; i < start + n; i++) {
      int count = 1;
      boolean first = true;
      for (int j = start; j < i && first; j++) {
        first = bytes[j] != bytes[i];
      }
      for (int j = i + 1; first && j < start + n; j++) {
        count += bytes[j] == bytes[i] ? 1 : 0;
      }
      if (first) {
        sum += N_LOG_N[count];
      }
    }
    return (N_LOG_N[n] - sum) / n;
  }

  /** Returns whether a value has less than so many bits for each byte. */
  static boolean below(double bits, byte[] bytes, int start, int end) {
    return bits > 0 && of(bytes, start, end) < bits;
  }
}
