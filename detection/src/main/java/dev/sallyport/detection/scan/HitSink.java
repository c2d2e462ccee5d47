// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/** Takes what a scan found. */
@FunctionalInterface
public interface HitSink {

  /**
   * Takes one value. Values of one text come in order and do not overlap.
   *
   * @param pattern what it is
   * @param start index of its first byte
   * @param end index behind its last byte
   * @param confidence 0 to 1
   */
  void hit(Pattern pattern, long start, long end, double confidence);
}
