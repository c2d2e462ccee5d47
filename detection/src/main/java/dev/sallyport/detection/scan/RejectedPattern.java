// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

/** Says which pattern cannot be taken and why. Thrown when patterns are compiled, never later. */
public final class RejectedPattern extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  RejectedPattern(String pattern, String why) {
    super("pattern " + pattern + " cannot be taken: " + why);
  }
}
