// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.messaging;

import java.nio.charset.StandardCharsets;

/**
 * Reads the start of a frame field by field, big endian. Never reads behind what is held: from
 * there on every number is 0, every text is empty, and {@link #beyond()} says so.
 */
final class FrameBytes {
  private static final int TEXT_MAX = 256;

  private final byte[] bytes;
  private final int end;
  private int at;
  private boolean beyond;

  FrameBytes(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Returns whether something was asked for that is not held. */
  boolean beyond() {
    return beyond;
  }

  int index() {
    return at;
  }

  int left() {
    return end - at;
  }

  void skip(long count) {
    if (count < 0 || count > left()) {
      beyond = true;
      at = end;
    } else {
      at += (int) count;
    }
  }

  int int8() {
    if (left() < 1) {
      beyond = true;
      return 0;
    }
    return bytes[at++];
  }

  int uint8() {
    return int8() & 0xff;
  }

  int int16() {
    return (short) (uint8() << 8 | uint8());
  }

  int uint16() {
    return int16() & 0xffff;
  }

  int int32() {
    return uint16() << 16 | uint16();
  }

  long int64() {
    return (long) int32() << 32 | int32() & 0xffff_ffffL;
  }

  /** Returns a number of at most five bytes, seven bits each, lowest first. */
  int varint() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int octet = uint8();
      value |= (octet & 0x7f) << shift;
      if ((octet & 0x80) == 0) {
        return value;
      }
    }
    beyond = true;
    return 0;
  }

  /** Returns a number with a sign, of at most ten bytes; what is beyond 32 bits is lost. */
  int zigzag() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      long octet = uint8();
      value |= shift < 63 ? (octet & 0x7f) << shift : 0;
      if ((octet & 0x80) == 0) {
        return (int) (value >>> 1 ^ -(value & 1));
      }
    }
    beyond = true;
    return 0;
  }

  /** Returns text of that many bytes; empty when it is longer than any name may be. */
  String text(int length) {
    if (length < 0 || length > left() || beyond) {
      beyond |= length > 0;
      at = length > 0 ? end : at;
      return "";
    }
    String text = length > TEXT_MAX ? "" : new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }
}
