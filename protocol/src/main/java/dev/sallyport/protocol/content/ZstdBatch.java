// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

/** Zstandard of what is no message of HTTP, such as batches of records, into an array given. */
public final class ZstdBatch {
  /** What is given to be filled is bound enough. */
  private static final int ANY_RATIO = 1 << 20;

  private ZstdBatch() {}

  /**
   * What came out.
   *
   * @param size how many bytes
   * @param whole whether that is all
   */
  public record Result(int size, boolean whole) {}

  /** Unpacks the bytes from {@code from} to {@code to} into {@code out}, as far as it fits. */
  public static Result expand(byte[] packed, int from, int to, byte[] out) {
    Gathered gathered = new Gathered(out);
    Expander.End end = ZstdFrames.expand(packed, from, to, gathered, ANY_RATIO);
    return new Result(gathered.size(), end == Expander.End.WHOLE);
  }
}
