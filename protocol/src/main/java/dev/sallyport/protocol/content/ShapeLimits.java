// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/**
 * Bounds of what is noted of the shape of one message.
 *
 * @param fields fields and parameters, default 96; further ones are left out. Prevents that made-up
 *     names fill the summaries
 * @param depth levels of nesting, default 6; deeper ones are left out
 * @param keysPerObject keys of one object that stand for names, default 40; an object with more is
 *     a map, and its further keys are values
 * @param nameChars length of a name, default 64; a longer one is a value
 */
public record ShapeLimits(int fields, int depth, int keysPerObject, int nameChars) {
  /** The defaults. */
  public static final ShapeLimits DEFAULT = new ShapeLimits(96, 6, 40, 64);

  public ShapeLimits {
    if (fields < 1 || depth < 1 || keysPerObject < 1 || nameChars < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
