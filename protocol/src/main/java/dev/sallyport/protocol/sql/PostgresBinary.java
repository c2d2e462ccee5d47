// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Values that PostgreSQL writes in binary form, as text: those of which something can be said. The
 * numbers of types are those of the table <code>pg_type</code>.
 */
final class PostgresBinary {
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int DATE = 1082;
  private static final int NUMERIC = 1700;
  private static final int JSONB = 3802;
  private static final int DATE_EPOCH_DAY = 10_957;
  private static final int GROUPS_MAX = 16;
  private static final byte[] NOTHING = {};

  private PostgresBinary() {}

  /** Returns the value as text; empty when it says nothing as text. */
  static byte[] text(int type, byte[] bytes, int from, int to) {
    int size = to - from;
    return switch (type) {
      case INT8, INT4, INT2 ->
          size > 0 && size <= 8 ? ascii(Long.toString(integer(bytes, from, to))) : NOTHING;
      case DATE -> size == 4 ? date(integer(bytes, from, to)) : NOTHING;
      case NUMERIC -> numeric(bytes, from, to);
      case JSONB -> size > 1 ? slice(bytes, from + 1, to) : NOTHING;
      default -> readable(bytes, from, to) ? slice(bytes, from, to) : NOTHING;
    };
  }

  private static long integer(byte[] bytes, int from, int to) {
    long value = bytes[from];
    for (int i = from + 1; i < to; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  private static byte[] date(long days) {
    return Math.abs(days) > 1_000_000
        ? NOTHING
        : ascii(LocalDate.ofEpochDay(DATE_EPOCH_DAY + days).toString());
  }

  /** Groups of four decimal digits; of a number with a fraction the whole part. */
  private static byte[] numeric(byte[] bytes, int from, int to) {
    if (to - from < 8) {
      return NOTHING;
    }
    int count = (int) integer(bytes, from, from + 2);
    int weight = (int) integer(bytes, from + 2, from + 4);
    if (count < 1 || count > GROUPS_MAX || weight < 0 || weight >= GROUPS_MAX) {
      return NOTHING;
    }
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i <= weight; i++) {
      int at = from + 8 + 2 * i;
      int group = i < count && at + 2 <= to ? (int) integer(bytes, at, at + 2) : 0;
      String four = Integer.toString(10_000 + Math.floorMod(group, 10_000)).substring(1);
      digits.append(i == 0 ? Integer.toString(Math.floorMod(group, 10_000)) : four);
    }
    return ascii(digits.toString());
  }

  /** Returns whether it reads as text: no control signs but those of lines. */
  static boolean readable(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte each = bytes[i];
      if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
        return false;
      }
    }
    return to > from;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    byte[] part = new byte[to - from];
    System.arraycopy(bytes, from, part, 0, part.length);
    return part;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
