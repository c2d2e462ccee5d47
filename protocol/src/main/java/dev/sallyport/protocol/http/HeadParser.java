// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import org.jspecify.annotations.Nullable;

/**
 * Parses one head out of a byte array in one pass. Strict where programs differ: lines end in CR LF
 * and nothing else, nothing stands between a field name and its colon, no line is folded, no
 * control character is let by.
 */
final class HeadParser {
  /** The bytes end before the head does. */
  static final int INCOMPLETE = -1;

  /** The head is refused, see {@link #refusal()}. */
  static final int REFUSED = -2;

  private static final byte[] VERSION = Octets.of("HTTP/1.");
  private static final int METHOD_BYTES_MAX = 32;
  private static final int EMPTY_LINES_MAX = 2;

  private final int fieldsMax;
  private @Nullable Refusal refusal;

  HeadParser(int fieldsMax) {
    this.fieldsMax = fieldsMax;
  }

  /** Returns why the last head was refused. */
  Refusal refusal() {
    return refusal == null ? Refusal.NOT_HTTP : refusal;
  }

  /** Returns the index behind the head of a request, {@link #INCOMPLETE} or {@link #REFUSED}. */
  int request(byte[] octets, int from, int to, Head head) {
    head.clear(octets);
    int i = from;
    // RFC 9112, 2.2: an empty line before a request is ignored. Old clients send one after a body.
    for (int lines = 0; i < to && octets[i] == '\r'; lines++, i += 2) {
      if (i + 1 == to) {
        return INCOMPLETE;
      }
      if (octets[i + 1] != '\n' || lines == EMPTY_LINES_MAX) {
        return refuse(Refusal.NOT_HTTP);
      }
    }
    head.methodStart = i;
    while (i < to && Octets.isToken(octets[i])) {
      i++;
    }
    if (i - head.methodStart > METHOD_BYTES_MAX) {
      return refuse(Refusal.NOT_HTTP);
    }
    if (i == to) {
      return INCOMPLETE;
    }
    head.methodEnd = i;
    if (octets[i] != ' ' || head.methodEnd == head.methodStart) {
      return refuse(Refusal.NOT_HTTP);
    }
    i++;
    head.targetStart = i;
    while (i < to && Octets.isVisible(octets[i])) {
      i++;
    }
    if (i == to) {
      return INCOMPLETE;
    }
    head.targetEnd = i;
    if (octets[i] != ' ' || head.targetEnd == head.targetStart) {
      return refuse(Refusal.NOT_HTTP);
    }
    i = version(octets, i + 1, to, head);
    return i < 0 ? i : fields(octets, lineEnd(octets, i, to), to, head);
  }

  /** Returns the index behind the head of an answer, {@link #INCOMPLETE} or {@link #REFUSED}. */
  int answer(byte[] octets, int from, int to, Head head) {
    head.clear(octets);
    int i = version(octets, from, to, head);
    if (i < 0) {
      return i;
    }
    if (to - i < 4) {
      return INCOMPLETE;
    }
    int status = 0;
    for (int digit = 1; digit <= 3; digit++) {
      int value = octets[i + digit] - '0';
      if (value < 0 || value > 9) {
        return refuse(Refusal.STATUS);
      }
      status = status * 10 + value;
    }
    if (octets[i] != ' ' || status < 100) {
      return refuse(Refusal.STATUS);
    }
    head.status = status;
    i += 4;
    if (i < to && octets[i] != ' ' && octets[i] != '\r') {
      return refuse(Refusal.STATUS);
    }
    while (i < to && Octets.isValue(octets[i])) {
      i++;
    }
    return fields(octets, lineEnd(octets, i, to), to, head);
  }

  /** Returns the index behind a trailer section, {@link #INCOMPLETE} or {@link #REFUSED}. */
  int trailer(byte[] octets, int from, int to, Head head) {
    head.clear(octets);
    return fields(octets, from, to, head);
  }

  private int version(byte[] octets, int from, int to, Head head) {
    if (to - from < VERSION.length + 1) {
      // What is there already must fit, so that a stream of something else is let go at once.
      for (int i = from; i < to && i - from < VERSION.length; i++) {
        if (octets[i] != VERSION[i - from]) {
          return refuse(Refusal.NOT_HTTP);
        }
      }
      return INCOMPLETE;
    }
    if (!Octets.startsWith(octets, from, to, VERSION)) {
      return refuse(Refusal.NOT_HTTP);
    }
    byte minor = octets[from + VERSION.length];
    if (minor != '0' && minor != '1') {
      return refuse(Refusal.VERSION);
    }
    head.http10 = minor == '0';
    return from + VERSION.length + 1;
  }

  private int fields(byte[] octets, int from, int to, Head head) {
    int i = from;
    while (i >= 0) {
      if (i == to) {
        return INCOMPLETE;
      }
      if (octets[i] == '\r') {
        return lineEnd(octets, i, to);
      }
      if (head.fields() == fieldsMax) {
        return refuse(Refusal.HEADERS);
      }
      i = field(octets, i, to, head);
    }
    return i;
  }

  private int field(byte[] octets, int from, int to, Head head) {
    if (Octets.isBlank(octets[from])) {
      return refuse(Refusal.FOLDED);
    }
    int i = from;
    while (i < to && Octets.isToken(octets[i])) {
      i++;
    }
    if (i == to) {
      return INCOMPLETE;
    }
    if (octets[i] != ':' || i == from) {
      return refuse(octets[i] == '\n' ? Refusal.BARE_LF : Refusal.FIELD_NAME);
    }
    int nameEnd = i++;
    while (i < to && Octets.isBlank(octets[i])) {
      i++;
    }
    int valueStart = i;
    while (i < to && Octets.isValue(octets[i])) {
      i++;
    }
    int next = lineEnd(octets, i, to);
    if (next < 0) {
      return next;
    }
    int valueEnd = i;
    while (valueEnd > valueStart && Octets.isBlank(octets[valueEnd - 1])) {
      valueEnd--;
    }
    head.field(from, nameEnd, valueStart, valueEnd);
    return next;
  }

  /** Expects CR LF at {@code i} and returns the index behind it. */
  private int lineEnd(byte[] octets, int i, int to) {
    if (i == to) {
      return INCOMPLETE;
    }
    if (octets[i] != '\r') {
      return refuse(octets[i] == '\n' ? Refusal.BARE_LF : Refusal.CONTROL);
    }
    if (i + 1 == to) {
      return INCOMPLETE;
    }
    return octets[i + 1] == '\n' ? i + 2 : refuse(Refusal.BARE_CR);
  }

  private int refuse(Refusal why) {
    refusal = why;
    return REFUSED;
  }
}
