// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.text;

import dev.sallyport.model.Place;
import org.jspecify.annotations.Nullable;

/**
 * A walk over XML or HTML: after {@link #start}, each {@link #next} moves to the next text between
 * tags or value of an attribute that is not blank. It builds no tree and expands nothing; comments
 * and CDATA are text. Not safe for use by several threads.
 */
public final class MarkupWalk {
  private byte[] bytes = new byte[0];
  private int at;
  private int limit;
  private boolean inTag;
  private int elementStart;
  private int elementEnd;
  private int attributeStart;
  private int attributeEnd;
  private int start;
  private int end;
  private boolean escaped;
  private @Nullable Outline outline;

  /** Begins a walk; the bytes must not change until it is over. */
  public void start(byte[] markup, int from, int length) {
    start(markup, from, length, null);
  }

  /** Begins a walk that is told by an outline of the bytes where texts and values end. */
  public void start(byte[] markup, int from, int length, @Nullable Outline by) {
    outline = by;
    bytes = markup;
    at = from;
    limit = from + length;
    inTag = false;
    elementStart = -1;
    elementEnd = -1;
  }

  /** Moves on; returns false at the end. */
  public boolean next() {
    while (at < limit) {
      if (inTag ? attribute() : text()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the index of the first byte of the text, as written. */
  public int start() {
    return start;
  }

  /** Returns the index behind the text. */
  public int end() {
    return end;
  }

  /** Returns whether the text holds an entity. */
  public boolean escaped() {
    return escaped;
  }

  /** Returns whether the walk stands on the value of an attribute. */
  public boolean onAttribute() {
    return attributeStart >= 0;
  }

  /** Returns the index of the name of the attribute, else of the element; -1 if there is none. */
  public int nameStart() {
    return attributeStart >= 0 ? attributeStart : elementStart;
  }

  /** Returns the index behind that name. */
  public int nameEnd() {
    return attributeStart >= 0 ? attributeEnd : elementEnd;
  }

  /** Returns where the walk stands: the element that was opened last, and the attribute. */
  public Place place() {
    StringBuilder name = new StringBuilder();
    if (elementStart >= 0) {
      name.append(Keys.shown(bytes, elementStart, elementEnd));
    }
    if (attributeStart >= 0) {
      name.append('@').append(Keys.shown(bytes, attributeStart, attributeEnd));
    }
    return new Place(Place.Part.XML, name.toString());
  }

  private boolean text() {
    start = at;
    escaped = false;
    attributeStart = -1;
    boolean blank = true;
    int known = end(Outline.LESS, (byte) '<');
    if (known >= 0) {
      while (blank && at < known) {
        blank = Bytes.isSpace(bytes[at++]);
      }
      at = known;
    } else {
      for (; at < limit && bytes[at] != '<'; at++) {
        blank &= Bytes.isSpace(bytes[at]);
        escaped |= bytes[at] == '&';
      }
    }
    end = at;
    if (blank) {
      return at < limit && tag();
    }
    return true;
  }

  /**
   * Returns the index of the sign that ends what begins at the start, where an outline knows it, -1
   * where it does not; says what is escaped.
   */
  private int end(int kind, byte sign) {
    Outline known = outline;
    if (known == null) {
      return -1;
    }
    int found = find(known, kind, sign);
    if (found < 0 && known.move(bytes, start)) {
      found = find(known, kind, sign);
    }
    escaped = found >= 0 && known.any(Outline.AMPERSAND, start, found);
    return found;
  }

  private int find(Outline known, int kind, byte sign) {
    int stop = Math.min(limit, known.end());
    if (!known.covers(bytes, start, stop)) {
      return -1;
    }
    int i = known.next(kind, start, stop);
    while (i < stop && bytes[i] != sign) {
      i = i + 1 < stop ? known.next(kind, i + 1, stop) : stop;
    }
    return i < stop ? i : -1;
  }

  /** Stands on an opening bracket; returns whether it was the start of text. */
  private boolean tag() {
    if (startsWith("<![CDATA[")) {
      return section(9, "]]>");
    }
    if (startsWith("<!--")) {
      return section(4, "-->");
    }
    at++;
    boolean opening = at < limit && (Bytes.isLetter(bytes[at]) || bytes[at] == '_');
    if (opening) {
      elementStart = at;
      while (at < limit && isName(bytes[at])) {
        at++;
      }
      elementEnd = at;
    } else if (at < limit && bytes[at] == '/') {
      elementStart = -1;
      elementEnd = -1;
    }
    inTag = true;
    return false;
  }

  private boolean section(int open, String close) {
    start = at + open;
    escaped = false;
    at = start;
    while (at < limit && !startsWith(close)) {
      at++;
    }
    end = at;
    at = Math.min(limit, at + close.length());
    return end > start;
  }

  private boolean attribute() {
    while (at < limit && !isName(bytes[at]) && bytes[at] != '>') {
      at++;
    }
    if (at < limit && bytes[at] == '>') {
      at++;
      inTag = false;
      return false;
    }
    attributeStart = at;
    while (at < limit && isName(bytes[at])) {
      at++;
    }
    attributeEnd = at;
    while (at < limit && Bytes.isSpace(bytes[at])) {
      at++;
    }
    if (at >= limit || bytes[at] != '=') {
      return false;
    }
    at++;
    while (at < limit && Bytes.isSpace(bytes[at])) {
      at++;
    }
    return attributeValue();
  }

  private boolean attributeValue() {
    byte quote = at < limit ? bytes[at] : 0;
    boolean quoted = quote == '"' || quote == '\'';
    start = quoted ? at + 1 : at;
    escaped = false;
    at = start;
    int known = quote == '"' ? end(Outline.QUOTE, quote) : -1;
    if (known >= 0) {
      at = known;
    }
    while (at < limit
        && (quoted ? bytes[at] != quote : bytes[at] != '>' && !Bytes.isSpace(bytes[at]))) {
      escaped |= bytes[at] == '&';
      at++;
    }
    end = at;
    if (quoted && at < limit) {
      at++;
    }
    return end > start;
  }

  private boolean startsWith(String text) {
    if (limit - at < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(byte b) {
    return Bytes.isWord(b) || b == '-' || b == '_' || b == ':' || b == '.';
  }
}
