// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * Tells whether a shell could run a text without signs of shells: only if its first word is a
 * command, or one that runs others. Confined to one thread.
 */
final class FirstWord {
  private static final int COMMANDS = Kind.set(Kind.UNIX, Kind.UNIX_COMMON);
  private static final ByteNames PREFIXES = ShellReader.prefixes();

  private final Lexicon lexicon = Lexicon.words();
  private final Octets octets = new Octets();

  /**
   * Returns whether it could.
   *
   * @param argument whether one word may be a command
   * @param name whether it is the name of an argument, which nobody runs from its start
   * @param slash whether it holds a slash
   */
  boolean runs(byte[] bytes, int start, int end, boolean argument, boolean name, boolean slash) {
    boolean conditional =
        end - start > 2
            && (bytes[start] | 0x20) == 'i'
            && (bytes[start + 1] | 0x20) == 'f'
            && (space(bytes[start + 2]) || bytes[start + 2] == '/');
    if (conditional) {
      return true;
    }
    int from = wordStart(bytes, start, end);
    int to = wordEnd(bytes, from, end);
    int prefix = -1;
    while (from < end && passedOver(bytes, from, to, prefix >= 0)) {
      prefix = from;
      from = wordStart(bytes, to, end);
      to = wordEnd(bytes, from, end);
    }
    if (from == end && prefix >= 0) {
      return true;
    }
    int last = name(bytes, from, to);
    boolean more = to < end || prefix >= 0;
    int kinds = kinds(bytes, last, to);
    int rest = to;
    while (rest - last > 2 && (Ascii.digit((char) bytes[rest - 1]) || bytes[rest - 1] == '.')) {
      rest--;
    }
    kinds |= rest < to ? kinds(bytes, last, rest) : 0;
    boolean strong = (kinds & Kind.UNIX.bit()) != 0;
    boolean unix = strong ? more || argument : more && argument && (kinds & COMMANDS) != 0;
    boolean windows =
        slash && more && ((kinds | program(bytes, last, to)) & Kind.WINDOWS.bit()) != 0;
    return unix && !name || windows;
  }

  /** Passes over commands that run others, and their options. */
  private static boolean passedOver(byte[] bytes, int from, int to, boolean prefixed) {
    boolean option = prefixed && (bytes[from] == '-' || Ascii.digit((char) (bytes[from] & 0xff)));
    return option || PREFIXES.holds(bytes, name(bytes, from, to), to);
  }

  private static int wordStart(byte[] bytes, int at, int end) {
    int from = at;
    while (from < end && space(bytes[from])) {
      from++;
    }
    return from;
  }

  private static int wordEnd(byte[] bytes, int at, int end) {
    int to = at;
    while (to < end && !space(bytes[to])) {
      to++;
    }
    return to;
  }

  /** Returns where the name of a program begins in its path. */
  private static int name(byte[] bytes, int from, int to) {
    int name = to;
    while (name > from && bytes[name - 1] != '/') {
      name--;
    }
    return name;
  }

  /** Looks up a name whose ending says that it is a program. */
  private int program(byte[] bytes, int name, int to) {
    boolean com =
        to - name > 4
            && bytes[to - 4] == '.'
            && (bytes[to - 3] | 0x20) == 'c'
            && (bytes[to - 2] | 0x20) == 'o'
            && (bytes[to - 1] | 0x20) == 'm';
    return com ? kinds(bytes, name, to - 4) : 0;
  }

  private int kinds(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = Lexicon.hash(hash, Ascii.lower((char) (bytes[i] & 0xff)));
    }
    return lexicon.kinds(octets.over(bytes, from, to), 0, to - from, hash);
  }

  private static boolean space(byte b) {
    return b == ' ' || b == '\t';
  }
}
