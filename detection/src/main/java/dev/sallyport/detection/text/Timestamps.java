// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

/**
 * Points in time as machines write them (RFC 3339, in UTC), with or without milliseconds. The
 * letters in them keep their digits from being read as anything of people, whatever the key says.
 */
public final class Timestamps {
  private static final int SECONDS = 20;
  private static final int MILLISECONDS = 24;

  /** The digits of <code>2026-03-11T14:30:00</code>, the first sign lowest. */
  private static final long DIGITS = 0b110_110_110_11_0_11_0_1111L;

  private Timestamps() {}

  /** Returns whether a range is one. */
  public static boolean is(Outline outline, byte[] bytes, int start, int end) {
    int length = end - start;
    if (length != SECONDS && length != MILLISECONDS) {
      return false;
    }
    long digits = length == SECONDS ? DIGITS : DIGITS | 0b111L << 20;
    return outline.in(Outline.DIGIT, start, end) == digits
        && bytes[start + 4] == '-'
        && bytes[start + 7] == '-'
        && bytes[start + 10] == 'T'
        && bytes[start + 13] == ':'
        && bytes[start + 16] == ':'
        && (length == SECONDS || bytes[start + 19] == '.')
        && bytes[end - 1] == 'Z';
  }
}
