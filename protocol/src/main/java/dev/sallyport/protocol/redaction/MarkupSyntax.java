// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

/** XML and HTML: tags, and the texts between them, wait for their end. */
final class MarkupSyntax implements Syntax {
  private static final int NAME_BYTES_MAX = 128;

  private byte[] opening = NOTHING;

  @Override
  public int hold(byte[] octets, int passed, int size, int heldMax) {
    int i = size;
    while (i > passed && octets[i - 1] != '>' && octets[i - 1] != '<') {
      i--;
    }
    int start = i > passed && octets[i - 1] == '<' ? i - 1 : i;
    return size - start <= heldMax ? start : Syntax.run(octets, passed, size);
  }

  /** Cuts before a tag, or in a text, which then stands in the element that began last. */
  @Override
  public int cut(byte[] octets, int from, int wanted, int most) {
    int at = wanted;
    int i = at;
    while (i > from && octets[i - 1] != '>' && octets[i - 1] != '<') {
      i--;
    }
    if (i > from && octets[i - 1] == '<') {
      at = i - 1;
    }
    byte[] element = element(octets, from, at);
    opening = element.length > 0 ? element : opening;
    return at;
  }

  @Override
  public byte[] opening() {
    return opening;
  }

  private static byte[] element(byte[] octets, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (octets[i] == '<' && i + 1 < to && Character.isLetter(octets[i + 1])) {
        int end = i + 1;
        while (end < to && octets[end] > ' ' && octets[end] != '>' && octets[end] != '/') {
          end++;
        }
        if (end - i > NAME_BYTES_MAX) {
          return NOTHING;
        }
        byte[] element = new byte[end - i + 1];
        System.arraycopy(octets, i, element, 0, end - i);
        element[end - i] = '>';
        return element;
      }
    }
    return NOTHING;
  }
}
