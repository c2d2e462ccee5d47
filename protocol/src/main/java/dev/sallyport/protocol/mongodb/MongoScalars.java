// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.mongodb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Values of BSON that are not written as text, as text: those of which something can be said. */
final class MongoScalars {
  private static final int DOUBLE = 0x01;
  private static final int BINARY = 0x05;
  private static final int OBJECT_ID = 0x07;
  private static final int DATE = 0x09;
  private static final int DECIMAL = 0x13;
  private static final int BINARY_HEAD = 5;
  private static final int GENERIC = 0;
  private static final int ID = 4;
  private static final int ID_BYTES = 16;
  private static final long NUMBER_LEAST = 100_000;
  private static final double WHOLE_MAX = 1L << 53;

  /** Milliseconds that are dates of four digits of years. */
  private static final long MILLIS_MAX = 253_402_300_799_999L;

  private static final int BIAS = 6176;
  private static final int EXPONENT_MAX = 16;

  private MongoScalars() {}

  /** Returns a value as text; empty when it says nothing as text. */
  static Optional<byte[]> text(int type, byte[] bytes, int at, int size) {
    return switch (type) {
      case DOUBLE -> number(Double.longBitsToDouble(int64(bytes, at)));
      case BINARY -> binary(bytes, at, size);
      case OBJECT_ID -> ascii(HexFormat.of().formatHex(bytes, at, at + size));
      case DATE -> date(int64(bytes, at));
      case DECIMAL -> decimal(int64(bytes, at + 8), int64(bytes, at));
      default -> Optional.empty();
    };
  }

  /** Programs without whole numbers keep them so. */
  private static Optional<byte[]> number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < WHOLE_MAX;
    return whole && Math.abs(value) >= NUMBER_LEAST
        ? ascii(Long.toString((long) value))
        : Optional.empty();
  }

  private static Optional<byte[]> date(long millis) {
    return Math.abs(millis) > MILLIS_MAX
        ? Optional.empty()
        : ascii(Instant.ofEpochMilli(millis).toString());
  }

  /** A length, a subtype, the bytes: an id, or anything, which may be text. */
  private static Optional<byte[]> binary(byte[] bytes, int at, int size) {
    int from = at + BINARY_HEAD;
    int to = at + size;
    int subtype = bytes[at + 4];
    if (subtype == ID && to - from == ID_BYTES) {
      long high = Long.reverseBytes(int64(bytes, from));
      return ascii(new UUID(high, Long.reverseBytes(int64(bytes, from + 8))).toString());
    }
    if (subtype != GENERIC || to - from < 2) {
      return Optional.empty();
    }
    for (int i = from; i < to; i++) {
      byte each = bytes[i];
      if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
        return Optional.empty();
      }
    }
    byte[] text = new byte[to - from];
    System.arraycopy(bytes, from, text, 0, text.length);
    return Optional.of(text);
  }

  /** Decimal128 of IEEE 754 in its binary form: a sign, an exponent of 14 bits, 113 bits. */
  private static Optional<byte[]> decimal(long high, long low) {
    boolean usual = (high >>> 61 & 3) != 3;
    int exponent = (int) (high >>> 49 & 0x3fff) - BIAS;
    if (!usual || Math.abs(exponent) > EXPONENT_MAX) {
      return Optional.empty();
    }
    BigInteger digits =
        BigInteger.valueOf(high & (1L << 49) - 1)
            .shiftLeft(64)
            .add(new BigInteger(Long.toUnsignedString(low)));
    BigDecimal value = new BigDecimal(high < 0 ? digits.negate() : digits, -exponent);
    boolean small = value.abs().compareTo(BigDecimal.valueOf(NUMBER_LEAST)) < 0;
    return small ? Optional.empty() : ascii(value.toPlainString());
  }

  private static Optional<byte[]> ascii(String text) {
    return Optional.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static long int64(byte[] bytes, int at) {
    return Document.int32(bytes, at) & 0xffff_ffffL | (long) Document.int32(bytes, at + 4) << 32;
  }
}
