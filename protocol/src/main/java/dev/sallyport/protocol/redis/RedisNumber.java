// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

/** A decimal number that ends with CR LF, read byte by byte. */
final class RedisNumber {
  private static final int DIGITS_MAX = 12;

  private long value;
  private int digits;
  private boolean negative;
  private boolean returned;
  private boolean malformed;

  void clear() {
    value = 0;
    digits = 0;
    negative = false;
    returned = false;
    malformed = false;
  }

  /** Adds a byte; returns true when the number is whole. */
  boolean add(byte octet) {
    if (returned) {
      malformed |= octet != '\n' || digits == 0;
      return !malformed;
    }
    if (octet == '\r') {
      returned = true;
    } else if (octet == '-' && digits == 0 && !negative) {
      negative = true;
    } else if (octet >= '0' && octet <= '9' && digits < DIGITS_MAX) {
      value = value * 10 + octet - '0';
      digits++;
    } else {
      malformed = true;
    }
    return false;
  }

  long value() {
    return negative ? -value : value;
  }

  boolean malformed() {
    return malformed;
  }
}
