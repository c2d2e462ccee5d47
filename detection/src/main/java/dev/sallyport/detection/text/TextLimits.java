// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

/**
 * The bounds of reading text. When one is reached the rest is left out and the reader says so.
 *
 * @param depth nested objects and arrays of a document whose keys are remembered; deeper values are
 *     still read, without their path. Prevents holding memory for documents of brackets. Default 64
 * @param decodedBytes most bytes one decoding gives. Prevents decoding megabytes of escapes.
 *     Default 256 KiB
 * @param decodings decodings laid one upon the other. Prevents walking down endless wrappings.
 *     Default 2
 * @param runs encoded runs, such as base64, decoded in one text. Default 16
 * @param siblings neighbours of a value that are looked at. Default 24
 * @param siblingBytes bytes that are read to find the neighbours of one value. Prevents reading a
 *     large document again for each finding. Default 4 KiB
 */
public record TextLimits(
    int depth, int decodedBytes, int decodings, int runs, int siblings, int siblingBytes) {

  /** The limits used when nothing else is configured. */
  public static final TextLimits DEFAULT = new TextLimits(64, 256 << 10, 2, 16, 24, 4 << 10);

  public TextLimits {
    atLeast("depth", depth, 1);
    atLeast("decodedBytes", decodedBytes, 64);
    atLeast("decodings", decodings, 0);
    atLeast("runs", runs, 0);
    atLeast("siblings", siblings, 0);
    atLeast("siblingBytes", siblingBytes, 0);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
    }
  }
}
