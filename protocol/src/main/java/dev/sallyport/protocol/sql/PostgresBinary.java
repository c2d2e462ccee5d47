// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Values that PostgreSQL writes in binary form, as text: those of which something can be said. The
 * numbers of types are those of the table <code>pg_type</code>.
 */
final class PostgresBinary {
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int FLOAT8 = 701;
  private static final int CIDR = 650;
  private static final int INET = 869;
  private static final int DATE = 1082;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;
  private static final int NUMERIC = 1700;
  private static final int ID = 2950;
  private static final int JSONB = 3802;
  private static final int DATE_EPOCH_DAY = 10_957;
  private static final long EPOCH_MICROS = DATE_EPOCH_DAY * 86_400_000_000L;

  /** Milliseconds that are dates of four digits of years. */
  private static final long MILLIS_MAX = 253_402_300_799_999L;

  private static final int DIMENSIONS_MAX = 6;
  private static final int ELEMENTS_MAX = 4096;
  private static final double WHOLE_MAX = 1L << 53;
  private static final int GROUPS_MAX = 16;
  private static final int NEGATIVE = 0x4000;
  private static final int SCALE_MAX = 16;
  private static final byte[] NOTHING = {};

  private PostgresBinary() {}

  /** Returns the value as text; empty when it says nothing as text. */
  static byte[] text(int type, byte[] bytes, int from, int to) {
    int size = to - from;
    return switch (type) {
      case INT8, INT4, INT2 ->
          size > 0 && size <= 8 ? ascii(Long.toString(integer(bytes, from, to))) : NOTHING;
      case FLOAT8 -> size == 8 ? whole(Double.longBitsToDouble(integer(bytes, from, to))) : NOTHING;
      case DATE -> size == 4 ? date(integer(bytes, from, to)) : NOTHING;
      case TIMESTAMP, TIMESTAMPTZ ->
          size == 8 ? instant(Math.floorDiv(integer(bytes, from, to), 1000)) : NOTHING;
      case NUMERIC -> numeric(bytes, from, to);
      case ID -> size == 16 ? uuid(bytes, from) : NOTHING;
      case INET, CIDR -> address(bytes, from, to);
      case JSONB -> size > 1 ? slice(bytes, from + 1, to) : NOTHING;
      default -> readable(bytes, from, to) ? slice(bytes, from, to) : NOTHING;
    };
  }

  /** Receives elements of a list as text. */
  interface Elements {
    void element(byte[] text);
  }

  /** Returns the type of the elements of a list; 0 when the type is none of a list. */
  static int elementType(int type) {
    return switch (type) {
      case 1005 -> INT2;
      case 1007 -> INT4;
      case 1016 -> INT8;
      case 1009, 1014, 1015, 1002 -> 25;
      case 1022 -> FLOAT8;
      case 1041 -> INET;
      case 651 -> CIDR;
      case 1182 -> DATE;
      case 1115 -> TIMESTAMP;
      case 1185 -> TIMESTAMPTZ;
      case 1231 -> NUMERIC;
      case 2951 -> ID;
      case 199 -> 114;
      case 3807 -> JSONB;
      default -> 0;
    };
  }

  /**
   * Reads a list: dimensions, a mark for absent elements, the type of the elements, for each
   * dimension its length and first index, then elements with their lengths; returns whether all of
   * it was read.
   */
  static boolean elements(int type, byte[] bytes, int from, int to, Elements sink) {
    long dimensions = to - from < 12 ? -1 : integer(bytes, from, from + 4);
    if (dimensions < 0 || dimensions > DIMENSIONS_MAX) {
      return false;
    }
    int at = (int) (from + 12 + 8 * dimensions);
    for (int count = 0; at + 4 <= to; count++) {
      int size = (int) integer(bytes, at, at + 4);
      at += 4;
      if (size > to - at || count == ELEMENTS_MAX) {
        return false;
      }
      if (size > 0) {
        sink.element(text(type, bytes, at, at + size));
        at += size;
      }
    }
    return at == to;
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

  private static byte[] instant(long millis) {
    long at = millis + EPOCH_MICROS / 1000;
    // The ends of the range stand for infinity.
    return Math.abs(at) > MILLIS_MAX ? NOTHING : ascii(Instant.ofEpochMilli(at).toString());
  }

  /** A number that programs keep as one with a fraction although it has none. */
  static byte[] whole(double value) {
    return value == Math.rint(value) && Math.abs(value) < WHOLE_MAX
        ? ascii(Long.toString((long) value))
        : NOTHING;
  }

  static byte[] uuid(byte[] bytes, int from) {
    return ascii(
        new UUID(integer(bytes, from, from + 8), integer(bytes, from + 8, from + 16)).toString());
  }

  /** A family, the bits of the network, whether it is one, a length, an address. */
  private static byte[] address(byte[] bytes, int from, int to) {
    int length = to - from < 4 ? 0 : bytes[from + 3];
    if ((length != 4 && length != 16) || from + 4 + length != to) {
      return NOTHING;
    }
    StringBuilder text = new StringBuilder(40);
    for (int i = from + 4; i < to; i += length == 4 ? 1 : 2) {
      if (i > from + 4) {
        text.append(length == 4 ? '.' : ':');
      }
      int part = length == 4 ? bytes[i] & 0xff : (int) (integer(bytes, i, i + 2) & 0xffff);
      text.append(Integer.toString(part, length == 4 ? 10 : 16));
    }
    return ascii(text.toString());
  }

  /**
   * Groups of four decimal digits: how many, the weight of the first, a sign, digits behind the
   * point, the groups.
   */
  private static byte[] numeric(byte[] bytes, int from, int to) {
    if (to - from < 8) {
      return NOTHING;
    }
    int count = (int) integer(bytes, from, from + 2);
    int weight = (int) integer(bytes, from + 2, from + 4);
    int sign = (int) integer(bytes, from + 4, from + 6) & 0xffff;
    int scale = (int) integer(bytes, from + 6, from + 8);
    boolean number = sign == 0 || sign == NEGATIVE;
    if (!number || count < 1 || count > GROUPS_MAX || weight < 0 || weight >= GROUPS_MAX) {
      return NOTHING;
    }
    StringBuilder digits = new StringBuilder(sign == 0 ? "" : "-");
    for (int i = 0; i <= weight; i++) {
      String four = group(bytes, from, to, count, i);
      digits.append(i == 0 ? Integer.toString(Integer.parseInt(four)) : four);
    }
    int point = digits.length();
    for (int i = weight + 1; 4 * (i - weight - 1) < Math.min(scale, SCALE_MAX); i++) {
      digits.append(group(bytes, from, to, count, i));
    }
    if (digits.length() > point) {
      digits.setLength(point + Math.min(scale, SCALE_MAX));
      digits.insert(point, '.');
    }
    return ascii(digits.toString());
  }

  private static String group(byte[] bytes, int from, int to, int count, int index) {
    int at = from + 8 + 2 * index;
    int group = index < count && at + 2 <= to ? (int) integer(bytes, at, at + 2) : 0;
    return Integer.toString(10_000 + Math.floorMod(group, 10_000)).substring(1);
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
