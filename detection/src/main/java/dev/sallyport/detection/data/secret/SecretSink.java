// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data.secret;

/** Takes credentials that were found. */
@FunctionalInterface
public interface SecretSink {

  /**
   * Takes one credential. They come in order and do not overlap.
   *
   * @param rule stable lower-kebab name of what it is
   * @param start index of its first byte: of the value, not of its name
   * @param end index behind its last byte
   * @param confidence 0 to 1
   */
  void secret(String rule, int start, int end, double confidence);
}
