// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * Text in bytes, asked for what stands before and behind an index. Reusable; confined to one
 * thread.
 */
final class Around {
  private final Octets octets = new Octets();
  private byte[] bytes = new byte[0];
  private int start;
  private int end;

  void of(byte[] text, int from, int to) {
    bytes = text;
    start = from;
    end = to;
  }

  /** Returns the sign at an index, NUL outside of the text. */
  char at(int i) {
    return i >= start && i < end ? (char) (bytes[i] & 0xff) : 0;
  }

  /** Returns whether lower-case text stands at an index, in any case. */
  boolean follows(int at, String text) {
    if (end - at < text.length()) {
      return false;
    }
    for (int k = 0; k < text.length(); k++) {
      if (Ascii.lower((char) (bytes[at + k] & 0xff)) != text.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether lower-case text ends before an index, in any case. */
  boolean precedes(int at, String text) {
    return at - start >= text.length() && follows(at - text.length(), text);
  }

  /** The same as {@link #precedes}, white space left out. */
  boolean closelyPrecedes(int at, String text) {
    int k = text.length() - 1;
    for (int i = at - 1; i >= start && k >= 0; i--) {
      byte b = bytes[i];
      if (b >= 0 && b <= ' ') {
        continue;
      }
      if (Ascii.lower((char) (b & 0xff)) != text.charAt(k--)) {
        return false;
      }
    }
    return k < 0;
  }

  /** The same as {@link #follows}, white space left out. */
  boolean closelyFollows(int at, String text) {
    int k = 0;
    for (int i = at; i < end && k < text.length(); i++) {
      byte b = bytes[i];
      if (b >= 0 && b <= ' ') {
        continue;
      }
      if (Ascii.lower((char) (b & 0xff)) != text.charAt(k++)) {
        return false;
      }
    }
    return k == text.length();
  }

  /** Returns where the stretch without white space around an index begins. */
  int stretch(int i) {
    int from = i;
    while (from > start && !(bytes[from - 1] >= 0 && bytes[from - 1] <= ' ')) {
      from--;
    }
    return from;
  }

  /** Returns the index behind the word of letters, digits and underscores at an index. */
  int wordEnd(int i) {
    int to = i;
    while (to < end && Ascii.word(at(to))) {
      to++;
    }
    return to;
  }

  /** Returns where the word that ends before an index begins. */
  int wordStart(int i) {
    int from = i;
    while (from > start && Ascii.word(at(from - 1))) {
      from--;
    }
    return from;
  }

  /** Returns whether a text stands in a range, in any case. */
  boolean holds(int from, int to, String text) {
    for (int i = from; i + text.length() <= to; i++) {
      if (follows(i, text)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a range is the name of a host like any other. */
  boolean ordinaryHost(int from, int to) {
    return Hosts.ordinary(bytes, from, to);
  }

  /** Returns what a range is to interpreters. */
  int kinds(Lexicon lexicon, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = Lexicon.hash(hash, Ascii.lower(at(i)));
    }
    return lexicon.kinds(octets.over(bytes, from, to), 0, to - from, hash);
  }

  /** Returns whether a range is one of some names, in any case. */
  boolean isOneOf(ByteNames names, int from, int to) {
    return names.holds(bytes, from, to);
  }
}
