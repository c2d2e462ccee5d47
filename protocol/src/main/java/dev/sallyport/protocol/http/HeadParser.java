// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import org.jspecify.annotations.Nullable;

/**
 * Parses one head out of a byte array in one pass, and goes on where it stopped when more bytes
 * have come. Strict where programs differ: lines end in CR LF and nothing else, nothing stands
 * between a field name and its colon, no line is folded, no control character is let by. A
 * violation is found with the byte that violates, so that it makes no difference in which pieces
 * bytes come.
 */
final class HeadParser {
  /** The bytes end before the head does. */
  static final int INCOMPLETE = -1;

  /** The head is refused, see {@link #refusal()}. */
  static final int REFUSED = -2;

  /** What kind of head it is. */
  enum Kind {
    REQUEST,
    ANSWER,
    TRAILER
  }

  private enum Phase {
    START,
    METHOD,
    TARGET,
    VERSION,
    STATUS,
    REASON,
    START_END,
    FIELD,
    NAME,
    BLANK,
    VALUE,
    VALUE_END,
    END
  }

  private static final byte[] VERSION = Octets.of("HTTP/1.");
  private static final int METHOD_BYTES_MAX = 32;
  private static final int EMPTY_LINE_BYTES_MAX = 4;

  private final Kind kind;
  private final int fieldsMax;
  private Phase phase = Phase.START;
  private int at;
  private int nameStart;
  private int nameEnd;
  private int valueStart;
  private @Nullable Refusal refusal;

  HeadParser(Kind kind, int fieldsMax) {
    this.kind = kind;
    this.fieldsMax = fieldsMax;
  }

  /** Returns why the head was refused. */
  Refusal refusal() {
    return refusal == null ? Refusal.NOT_HTTP : refusal;
  }

  /** Starts anew at index 0 of the array. */
  void restart(Head head, byte[] octets) {
    head.clear(octets);
    at = 0;
    phase = kind == Kind.TRAILER ? Phase.FIELD : Phase.START;
  }

  /**
   * Parses what there is.
   *
   * @param octets all bytes from the start of the head
   * @param to end of the bytes
   * @return the index behind the head, {@link #INCOMPLETE} or {@link #REFUSED}
   */
  int parse(byte[] octets, int to, Head head) {
    head.octets = octets;
    int result = phase.compareTo(Phase.FIELD) < 0 ? startLine(octets, to, head) : at;
    while (result >= 0 && phase != Phase.END) {
      result = field(octets, to, head);
    }
    return result;
  }

  private int startLine(byte[] octets, int to, Head head) {
    if (kind == Kind.ANSWER) {
      return statusLine(octets, to, head);
    }
    int i = at;
    if (phase == Phase.START) {
      // RFC 9112, 2.2: an empty line before a request is ignored. Old clients send one after a
      // body.
      while (i < to && i < EMPTY_LINE_BYTES_MAX && octets[i] == (i % 2 == 0 ? '\r' : '\n')) {
        i++;
      }
      if (i == to) {
        return stop(i);
      }
      if (i % 2 != 0) {
        return refuse(Refusal.NOT_HTTP);
      }
      head.methodStart = i;
      phase = Phase.METHOD;
    }
    if (phase == Phase.METHOD) {
      while (i < to && Octets.isToken(octets[i])) {
        i++;
      }
      if (i - head.methodStart > METHOD_BYTES_MAX) {
        return refuse(Refusal.NOT_HTTP);
      }
      if (i == to) {
        return stop(i);
      }
      if (octets[i] != ' ' || i == head.methodStart) {
        return refuse(Refusal.NOT_HTTP);
      }
      head.methodEnd = i++;
      head.targetStart = i;
      phase = Phase.TARGET;
    }
    if (phase == Phase.TARGET) {
      while (i < to && Octets.isVisible(octets[i])) {
        i++;
      }
      if (i == to) {
        return stop(i);
      }
      if (octets[i] != ' ' || i == head.targetStart) {
        return refuse(Refusal.NOT_HTTP);
      }
      head.targetEnd = i++;
      phase = Phase.VERSION;
    }
    if (phase == Phase.VERSION) {
      int next = version(octets, i, to, head);
      if (next < 0) {
        return next;
      }
      i = next;
      phase = Phase.START_END;
    }
    return lineEnd(octets, i, to, Phase.FIELD);
  }

  private int statusLine(byte[] octets, int to, Head head) {
    int i = at;
    if (phase == Phase.START) {
      int next = version(octets, i, to, head);
      if (next < 0) {
        return next;
      }
      i = next;
      phase = Phase.STATUS;
    }
    if (phase == Phase.STATUS) {
      int next = status(octets, i, to, head);
      if (next < 0) {
        return next;
      }
      i = next;
      phase = Phase.REASON;
    }
    if (phase == Phase.REASON) {
      while (i < to && Octets.isValue(octets[i])) {
        i++;
      }
      phase = i == to ? Phase.REASON : Phase.START_END;
      if (i == to) {
        return stop(i);
      }
    }
    return lineEnd(octets, i, to, Phase.FIELD);
  }

  private int version(byte[] octets, int from, int to, Head head) {
    for (int i = 0; i < VERSION.length; i++) {
      if (from + i == to) {
        return stop(from);
      }
      if (octets[from + i] != VERSION[i]) {
        return refuse(Refusal.NOT_HTTP);
      }
    }
    int minor = from + VERSION.length;
    if (minor == to) {
      return stop(from);
    }
    if (octets[minor] != '0' && octets[minor] != '1') {
      return refuse(Refusal.VERSION);
    }
    head.http10 = octets[minor] == '0';
    return minor + 1;
  }

  /** A space, three digits, and a space or the end of the line. */
  private int status(byte[] octets, int from, int to, Head head) {
    int status = 0;
    for (int i = 0; i < 5; i++) {
      if (from + i == to) {
        return stop(from);
      }
      byte each = octets[from + i];
      boolean digit = i > 0 && i < 4;
      boolean fits = digit ? each >= '0' && each <= '9' : each == ' ' || (i == 4 && each == '\r');
      if (!fits || (i == 1 && each == '0')) {
        return refuse(Refusal.STATUS);
      }
      status = digit ? status * 10 + each - '0' : status;
    }
    head.status = status;
    return from + 4;
  }

  private int field(byte[] octets, int to, Head head) {
    int i = at;
    if (phase == Phase.FIELD) {
      if (i == to) {
        return stop(i);
      }
      if (octets[i] == '\r') {
        return lineEnd(octets, i, to, Phase.END);
      }
      if (Octets.isBlank(octets[i])) {
        return refuse(Refusal.FOLDED);
      }
      if (head.fields() == fieldsMax) {
        return refuse(Refusal.HEADERS);
      }
      nameStart = i;
      phase = Phase.NAME;
    }
    if (phase == Phase.NAME) {
      while (i < to && Octets.isToken(octets[i])) {
        i++;
      }
      if (i == to) {
        return stop(i);
      }
      if (octets[i] != ':' || i == nameStart) {
        return refuse(octets[i] == '\n' ? Refusal.BARE_LF : Refusal.FIELD_NAME);
      }
      nameEnd = i++;
      phase = Phase.BLANK;
    }
    if (phase == Phase.BLANK) {
      while (i < to && Octets.isBlank(octets[i])) {
        i++;
      }
      if (i == to) {
        return stop(i);
      }
      valueStart = i;
      phase = Phase.VALUE;
    }
    if (phase == Phase.VALUE) {
      while (i < to && Octets.isValue(octets[i])) {
        i++;
      }
      if (i == to) {
        return stop(i);
      }
      phase = Phase.VALUE_END;
    }
    int valueEnd = i;
    int next = lineEnd(octets, i, to, Phase.FIELD);
    if (next >= 0) {
      while (valueEnd > valueStart && Octets.isBlank(octets[valueEnd - 1])) {
        valueEnd--;
      }
      head.field(nameStart, nameEnd, valueStart, valueEnd);
    }
    return next;
  }

  /** Expects CR LF at {@code i}, goes behind it and on to the next phase. */
  private int lineEnd(byte[] octets, int i, int to, Phase next) {
    if (i == to) {
      return stop(i);
    }
    if (octets[i] != '\r') {
      return refuse(octets[i] == '\n' ? Refusal.BARE_LF : Refusal.CONTROL);
    }
    if (i + 1 == to) {
      return stop(i);
    }
    if (octets[i + 1] != '\n') {
      return refuse(Refusal.BARE_CR);
    }
    phase = next;
    at = i + 2;
    return at;
  }

  private int stop(int i) {
    at = i;
    return INCOMPLETE;
  }

  private int refuse(Refusal why) {
    refusal = why;
    return REFUSED;
  }
}
