// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.util.Arrays;

/**
 * Text: only what may still become part of a value waits. A first line that looks like the head of
 * a table stays in front of later lines, as it names their cells.
 */
final class PlainSyntax implements Syntax {
  private static final int HEAD_BYTES_MAX = 1024;
  private static final int LINE_BYTES_MAX = 1024;

  private byte[] opening = NOTHING;
  private boolean headKnown;

  @Override
  public int hold(byte[] octets, int passed, int size, int heldMax) {
    return Math.max(passed, Syntax.run(octets, passed, size));
  }

  @Override
  public int cut(byte[] octets, int from, int wanted, int most) {
    if (!headKnown) {
      headKnown = true;
      opening = head(octets, from, wanted);
    }
    if (opening.length > 0) {
      for (int i = wanted; i > from && wanted - i < LINE_BYTES_MAX; i--) {
        if (octets[i - 1] == '\n') {
          return i;
        }
      }
    }
    int at = wanted;
    while (at < most && (octets[at] & 0xc0) == 0x80) {
      at++;
    }
    return at;
  }

  @Override
  public byte[] opening() {
    return opening;
  }

  private static byte[] head(byte[] octets, int from, int to) {
    int separators = 0;
    for (int i = from; i < to && i - from < HEAD_BYTES_MAX; i++) {
      byte each = octets[i];
      if (each == '\n') {
        return separators == 0 ? NOTHING : Arrays.copyOfRange(octets, from, i + 1);
      }
      separators += each == ',' || each == ';' || each == '\t' || each == '|' ? 1 : 0;
    }
    return NOTHING;
  }
}
