// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import java.nio.charset.StandardCharsets;

/** Bytes read as characters of one byte each, without copying. Reusable; one thread. */
final class Octets implements CharSequence {
  private byte[] bytes = new byte[0];
  private int start;
  private int end;

  Octets over(byte[] of, int from, int to) {
    bytes = of;
    start = from;
    end = to;
    return this;
  }

  @Override
  public int length() {
    return end - start;
  }

  @Override
  public char charAt(int index) {
    return (char) (bytes[start + index] & 0xff);
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return new Octets().over(bytes, start + from, start + to);
  }

  @Override
  public String toString() {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }
}
