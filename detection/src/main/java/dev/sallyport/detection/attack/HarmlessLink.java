// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Addresses that lead to an ordinary name and hold nothing but ordinary parameters. */
final class HarmlessLink {
  private static final int PARAMETER_MAX = 32;
  private static final int SETTING = Kind.PHP_SETTING.bit();

  /** What ends the name of a host. */
  private static final String ENDS = "/, ?#'";

  private static final boolean[] HOST = new boolean[128];

  static {
    for (char c = 0; c < 128; c++) {
      HOST[c] = Ascii.word(c) || c == '.' || c == '-';
    }
  }

  private final Around text;
  private final Lexicon lexicon = Lexicon.words();

  HarmlessLink(Around text) {
    this.text = text;
  }

  /** Looks at an address; {@code colon} is the index of its first colon. */
  boolean harmless(int colon, int start, int end, boolean opened) {
    int scheme = text.wordStart(colon);
    int length = colon - scheme;
    boolean web =
        length == 4 && text.precedes(colon, "http") || length == 5 && text.precedes(colon, "https");
    char left = text.at(scheme - 1);
    if (!web || left != 0 && "+-.:".indexOf(left) >= 0 || text.at(colon + 2) != '/') {
      return false;
    }
    int from = colon + 3;
    int to = from;
    int port = -1;
    for (; to < end; to++) {
      char c = text.at(to);
      if (c < 0x80 && HOST[c]) {
        continue;
      }
      if (ENDS.indexOf(c) >= 0) {
        break;
      }
      if (c != ':' || port >= 0) {
        return false;
      }
      port = to;
    }
    boolean fetched = opened && scheme == start;
    return (!fetched || port < 0 && !text.holds(to, end, "."))
        && text.ordinaryHost(from, port < 0 ? to : port);
  }

  /** Looks at a slash in a short value: what stands before the first may be a host. */
  boolean hostAlone(int i, int start) {
    if (i == start) {
      return text.at(i + 1) != '/';
    }
    boolean number = i - start <= 4;
    for (int k = start; k < i; k++) {
      char c = text.at(k);
      if (c == '/' || c == ' ') {
        return true;
      }
      number &= Ascii.digit(c);
    }
    return text.at(i - 1) == ':' || number || text.ordinaryHost(start, i);
  }

  /** Returns whether an index stands behind the question mark of an address with a scheme. */
  boolean inQuery(int i) {
    int from = text.stretch(i);
    for (int k = i - 1; k > from; k--) {
      if (text.at(k) == '?') {
        return text.holds(from, k, "://");
      }
    }
    return false;
  }

  /** Returns whether the name of a parameter follows that means nothing to anybody. */
  boolean parameter(int ampersand) {
    int from = ampersand + 1;
    int to = text.wordEnd(from);
    return to > from
        && to - from <= PARAMETER_MAX
        && text.at(to) == '='
        && !NamedSigns.mayBegin(text, from);
  }

  /** Returns whether a name is none of a handler of events, and sets nothing of PHP. */
  boolean ordinaryName(int equals) {
    int from = text.wordStart(equals);
    boolean handler = equals - from >= 5 && text.follows(from, "on");
    char left = text.at(from - 1);
    return (left == '?' || left == '&')
        && Ascii.letter(text.at(from))
        && !handler
        && (text.kinds(lexicon, from, equals) & SETTING) == 0;
  }
}
