// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/** The header of a member of gzip (RFC 1952, 2.3), byte by byte. */
final class GzipHeader {
  private static final int FIXED = 10;
  private static final int FLAG_CHECKSUM = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;

  private int seen;
  private int flags;
  private int extra;
  private int extraSeen;
  private boolean whole;

  void restart() {
    seen = 0;
    flags = 0;
    extra = 0;
    extraSeen = 0;
    whole = false;
  }

  boolean whole() {
    return whole;
  }

  /** Takes a byte; returns false when it is not that of a header. */
  boolean take(byte each) {
    int value = each & 0xff;
    if (seen < FIXED) {
      boolean right =
          switch (seen) {
            case 0 -> value == 0x1f;
            case 1 -> value == 0x8b;
            case 2 -> value == 8;
            default -> true;
          };
      flags = seen == 3 ? value : flags;
      seen++;
      whole = seen == FIXED && flags == 0;
      return right;
    }
    if ((flags & FLAG_EXTRA) != 0) {
      extra(value);
    } else if ((flags & (FLAG_NAME | FLAG_COMMENT)) != 0) {
      if (value == 0) {
        flags &= (flags & FLAG_NAME) != 0 ? ~FLAG_NAME : ~FLAG_COMMENT;
      }
    } else if ((flags & FLAG_CHECKSUM) != 0 && ++extraSeen == 2) {
      flags &= ~FLAG_CHECKSUM;
    }
    whole = (flags & (FLAG_CHECKSUM | FLAG_EXTRA | FLAG_NAME | FLAG_COMMENT)) == 0;
    return true;
  }

  private void extra(int value) {
    extra |= extraSeen < 2 ? value << (8 * extraSeen) : 0;
    extraSeen++;
    if (extraSeen >= 2 && extraSeen == 2 + extra) {
      flags &= ~FLAG_EXTRA;
      extraSeen = 0;
    }
  }
}
