// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import dev.sallyport.model.Place;

/**
 * A walk over the fields of a form or query: after {@link #start}, each {@link #next} moves to the
 * next <code>name=value</code>. Not safe for use by several threads.
 */
public final class FormWalk {
  private final Decoded decodedName;
  private byte[] bytes = new byte[0];
  private int at;
  private int limit;
  private int nameStart;
  private int nameEnd;
  private int valueStart;
  private int valueEnd;
  private boolean escaped;

  /**
   * @param limits bounds the decoding of names
   */
  public FormWalk(TextLimits limits) {
    this.decodedName = new Decoded(limits);
  }

  /** Begins a walk; the bytes must not change until it is over. */
  public void start(byte[] form, int from, int length) {
    bytes = form;
    at = from;
    limit = from + length;
  }

  /** Moves to the next field; returns false behind the last. */
  public boolean next() {
    while (at < limit && bytes[at] == '&') {
      at++;
    }
    if (at >= limit) {
      return false;
    }
    nameStart = at;
    nameEnd = -1;
    escaped = false;
    for (; at < limit && bytes[at] != '&'; at++) {
      if (bytes[at] == '=' && nameEnd < 0) {
        nameEnd = at;
      } else if (nameEnd >= 0 && (bytes[at] == '%' || bytes[at] == '+')) {
        escaped = true;
      }
    }
    valueEnd = at;
    valueStart = nameEnd < 0 ? at : nameEnd + 1;
    nameEnd = nameEnd < 0 ? at : nameEnd;
    return true;
  }

  /** Returns the index of the first byte of the name, as written. */
  public int nameStart() {
    return nameStart;
  }

  /** Returns the index behind the name. */
  public int nameEnd() {
    return nameEnd;
  }

  /** Returns the index of the first byte of the value, as written. */
  public int valueStart() {
    return valueStart;
  }

  /** Returns the index behind the value. */
  public int valueEnd() {
    return valueEnd;
  }

  /** Returns whether the value does not read as it is written. */
  public boolean escaped() {
    return escaped;
  }

  /** Returns where the walk stands. */
  public Place place(Place.Part part) {
    Decoders.percent(bytes, nameStart, nameEnd, true, decodedName);
    return new Place(part, Keys.shown(decodedName.bytes(), 0, decodedName.length()));
  }

  /**
   * Says whether text reads like a form: <code>name=value</code> with <code>&amp;</code> between
   * fields and no white space.
   */
  public static boolean looksLikeForm(byte[] bytes, int from, int to) {
    int most = Math.min(to, from + 256);
    boolean equals = false;
    boolean name = false;
    for (int i = from; i < most; i++) {
      byte b = bytes[i];
      if (b == '=') {
        if (!name && !equals) {
          return false;
        }
        equals = true;
      } else if (b == '&') {
        if (!equals) {
          return false;
        }
      } else if (Bytes.isSpace(b) || b == '"' || b == '<' || b == '{' || b == ',' || b == '?') {
        return false;
      }
      name |= Bytes.isLetter(b);
    }
    return equals;
  }
}
