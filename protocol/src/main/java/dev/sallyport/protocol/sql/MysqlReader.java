// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a packet of MySQL, little endian. Never reads behind its end: there every
 * number is 0, and {@link #beyond()} says so.
 */
final class MysqlReader {
  private static final int NAME_MAX = 256;

  private final byte[] bytes;
  private int index;
  private boolean beyond;

  MysqlReader(byte[] bytes, int index) {
    this.bytes = bytes;
    this.index = Math.min(index, bytes.length);
  }

  byte[] bytes() {
    return bytes;
  }

  int index() {
    return index;
  }

  boolean inside() {
    return index < bytes.length;
  }

  boolean beyond() {
    return beyond;
  }

  int uint8() {
    if (index >= bytes.length) {
      beyond = true;
      return 0;
    }
    return bytes[index++] & 0xff;
  }

  void skip(long count) {
    beyond |= count > bytes.length - index;
    index = (int) Math.min(bytes.length, index + Math.max(0, count));
  }

  /** Returns a whole number with a sign. */
  long integer(int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (long) uint8() << 8 * i;
    }
    return size == 4 ? (int) value : value;
  }

  /** Returns a number of varying size. */
  long number() {
    int first = uint8();
    int size =
        switch (first) {
          case 0xfc -> 2;
          case 0xfd -> 3;
          case 0xfe -> 8;
          default -> 0;
        };
    return Math.max(0, size == 0 ? first : integerOf(size));
  }

  private long integerOf(int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (long) uint8() << 8 * i;
    }
    return value;
  }

  /** Returns a text behind its length, cut where it is too long for a name. */
  String text() {
    long size = number();
    int from = index;
    skip(size);
    int end = Math.min(index, from + NAME_MAX);
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }
}
