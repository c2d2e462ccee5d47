// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import java.util.Arrays;

/** Fields of a form (WHATWG URL, 5.1): each waits for its end. */
final class PairSyntax implements Syntax {
  private static final int NAME_BYTES_MAX = 256;

  private byte[] opening = NOTHING;

  @Override
  public int hold(byte[] octets, int passed, int size, int heldMax) {
    int start = pair(octets, passed, size);
    return size - start <= heldMax ? start : Syntax.run(octets, passed, size);
  }

  @Override
  public int cut(byte[] octets, int from, int wanted, int most) {
    int start = pair(octets, from, wanted);
    int name = start;
    while (name < wanted && octets[name] != '=') {
      name++;
    }
    boolean inValue = start > from && name < wanted && name - start < NAME_BYTES_MAX;
    if (inValue) {
      opening = Arrays.copyOfRange(octets, start, name + 1);
    } else if (start > from) {
      opening = NOTHING;
    }
    // The middle of an escape begins nothing.
    int at = wanted;
    while (at < most && (octets[at - 1] == '%' || at > 1 && octets[at - 2] == '%')) {
      at++;
    }
    return at;
  }

  @Override
  public byte[] opening() {
    return opening;
  }

  private static int pair(byte[] octets, int from, int to) {
    for (int i = to; i > from; i--) {
      if (octets[i - 1] == '&') {
        return i;
      }
    }
    return from;
  }
}
