// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.value;

import java.nio.charset.StandardCharsets;

/**
 * Writes values under their names as lines of JSON, which is what detectors read best: a value's
 * name and its neighbours are evidence. Written into an array of fixed size; what does not fit is
 * left out and said to be.
 */
final class ValueLines {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** What no value may use, so that all that is open can be closed. */
  private static final int RESERVED = 256;

  private final byte[] bytes;
  private int size;
  private boolean cut;

  ValueLines(int most) {
    bytes = new byte[most];
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  boolean cut() {
    return cut;
  }

  void clear() {
    size = 0;
    cut = false;
  }

  /** Takes back what was written behind that many bytes. */
  void cutTo(int length) {
    size = length;
  }

  /** Writes signs of structure. */
  void sign(char sign) {
    if (size < bytes.length) {
      bytes[size++] = (byte) sign;
    }
  }

  /** Writes a string; returns whether all of it fits. */
  boolean string(byte[] text, int from, int to) {
    sign('"');
    int most = bytes.length - RESERVED;
    int i = from;
    while (i < to && size < most) {
      byte each = text[i++];
      if (each == '"' || each == '\\') {
        bytes[size++] = '\\';
        bytes[size++] = each;
      } else if (each >= 0 && each < ' ') {
        control(each);
      } else {
        bytes[size++] = each;
      }
    }
    sign('"');
    cut |= i < to;
    return i == to;
  }

  void string(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    string(octets, 0, octets.length);
  }

  /** Returns whether so many bytes and a name have room. */
  boolean fits(int length) {
    return size + length <= bytes.length - 4 * RESERVED;
  }

  /** Writes what is JSON already and fits. */
  void raw(byte[] json, int from, int to) {
    int taken = Math.min(to - from, bytes.length - size);
    System.arraycopy(json, from, bytes, size, taken);
    size += taken;
  }

  private void control(byte each) {
    bytes[size++] = '\\';
    if (each == '\n' || each == '\r' || each == '\t') {
      bytes[size++] = (byte) (each == '\n' ? 'n' : each == '\r' ? 'r' : 't');
      return;
    }
    bytes[size++] = 'u';
    bytes[size++] = '0';
    bytes[size++] = '0';
    bytes[size++] = HEX[each >> 4];
    bytes[size++] = HEX[each & 15];
  }
}
