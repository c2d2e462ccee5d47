// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/**
 * Bounds of scanning.
 *
 * @param bytesPerExchangeMax decoded bytes of one exchange that are looked into, both directions
 *     together; default 4 MiB. What is over is not looked into and the exchange is marked as not
 *     fully inspected. Prevents that one download takes a core from all others
 * @param hitsMax values found in one text, or waiting in one stream, that are kept; default 256.
 *     The rest is dropped and counted. Prevents that a body full of secrets fills memory
 */
public record ScanLimits(long bytesPerExchangeMax, int hitsMax) {
  /** What is used when nothing is said. */
  public static final ScanLimits DEFAULT = new ScanLimits(4 << 20, 256);

  public ScanLimits {
    if (bytesPerExchangeMax < 1 || hitsMax < 1 || hitsMax > 65_536) {
      throw new IllegalArgumentException(
          "expected at least one byte and 1 to 65536 hits, got "
              + bytesPerExchangeMax
              + " and "
              + hitsMax);
    }
  }
}
