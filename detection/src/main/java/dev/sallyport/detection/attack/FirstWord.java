// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/**
 * Tells whether a shell could run a text without signs of shells: only if its first word is a
 * command, or one that runs others. Confined to one thread.
 */
final class FirstWord {
  /** Kinds of words of which a shell may run one. */
  static final int RUNS = Kind.set(Kind.UNIX, Kind.UNIX_COMMON, Kind.WINDOWS);

  private static final int COMMANDS = Kind.set(Kind.UNIX, Kind.UNIX_COMMON);
  private static final ByteNames PREFIXES = ShellReader.prefixes();
  private static final ByteNames ALONE = ShellDetector.commandsAlone();

  private static final int STATEMENTS = Kind.SQL_VERB.bit();
  private static final int WINDOWS = Kind.set(Kind.WINDOWS, Kind.POWERSHELL);

  private final Lexicon lexicon = Lexicon.words();
  private final Octets octets = new Octets();
  private boolean prefixed;
  private boolean more;
  private boolean alone;

  /**
   * Returns whether it could.
   *
   * @param argument whether one word may be a command
   * @param name whether it is the name of an argument, which nobody runs from its start
   * @param technical whether it holds what options, paths and addresses are made of
   * @param slash whether it holds a slash
   * @param quote whether it holds an apostrophe
   * @param condition whether it holds what a condition asks for
   */
  boolean runs(
      byte[] bytes,
      int start,
      int end,
      boolean argument,
      boolean name,
      boolean technical,
      boolean slash,
      boolean quote,
      boolean condition) {
    if (conditional(bytes, start, end) && (condition || bytes[start + 2] == '/')) {
      return true;
    }
    int kinds = command(bytes, start, end);
    if (prefixed && (kinds < 0 || quote)) {
      return true;
    }
    boolean options = technical || prefixed;
    boolean strong = (kinds & Kind.UNIX.bit()) != 0;
    boolean unix =
        strong
            ? argument || more && options
            : argument && (more && options || alone) && (kinds & COMMANDS) != 0;
    return unix && !name || slash && more && (kinds & Kind.WINDOWS.bit()) != 0;
  }

  /** Returns whether what stands on a line of its own, or behind a separator, runs anything. */
  boolean runsAtAll(byte[] bytes, int start, int end) {
    return conditional(bytes, start, end)
        || command(bytes, start, end) < 0
        || (command(bytes, start, end) & (COMMANDS | WINDOWS)) != 0;
  }

  /** Returns whether a line of a longer text runs a command, which needs options there. */
  boolean runsAsLine(byte[] bytes, int start, int end) {
    int kinds = command(bytes, start, end);
    boolean windows = (kinds & Kind.WINDOWS.bit()) != 0;
    boolean unix = (kinds & Kind.UNIX.bit()) != 0;
    boolean rare = kinds == Kind.WINDOWS.bit();
    return kinds < 0 || rare || (windows || unix) && more && technical(bytes, start, end);
  }

  private static boolean technical(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if ("-+/.=*@!<>'".indexOf(bytes[i]) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a word begins a statement of a database. */
  boolean startsStatement(byte[] bytes, int start, int end) {
    return (kinds(bytes, start, end) & STATEMENTS) != 0;
  }

  private static boolean conditional(byte[] bytes, int start, int end) {
    return end - start > 2
        && (bytes[start] | 0x20) == 'i'
        && (bytes[start + 1] | 0x20) == 'f'
        && (space(bytes[start + 2]) || bytes[start + 2] == '/');
  }

  /** Returns the kinds of the command that would run; -1 if there are only ones that run others. */
  private int command(byte[] bytes, int start, int end) {
    int from = wordStart(bytes, start, end);
    int to = wordEnd(bytes, from, end);
    prefixed = false;
    while (from < end && passedOver(bytes, from, to, prefixed)) {
      prefixed = true;
      from = wordStart(bytes, to, end);
      to = wordEnd(bytes, from, end);
    }
    more = to < end || prefixed;
    alone = false;
    if (from == end) {
      return prefixed ? -1 : 0;
    }
    int last = name(bytes, from, to);
    alone = ALONE.holds(bytes, last, to);
    int rest = to;
    while (rest - last > 2
        && (Ascii.digit((char) (bytes[rest - 1] & 0xff)) || bytes[rest - 1] == '.')) {
      rest--;
    }
    int kinds = kinds(bytes, last, to) | program(bytes, last, to);
    return rest < to ? kinds | kinds(bytes, last, rest) : kinds;
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

  /** Returns what a range is to interpreters. */
  int kinds(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = Lexicon.hash(hash, Ascii.lower((char) (bytes[i] & 0xff)));
    }
    return lexicon.kinds(octets.over(bytes, from, to), 0, to - from, hash);
  }

  private static boolean space(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
