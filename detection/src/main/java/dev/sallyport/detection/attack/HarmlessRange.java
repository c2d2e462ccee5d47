// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

/** Tells that behind the word {@code between} no range of SQL stands. Confined to one thread. */
final class HarmlessRange {
  /** Kinds of words that SQL takes for more than a name. */
  private static final int SQL =
      Kind.set(Kind.SQL_LOGIC, Kind.SQL_VERB, Kind.SQL_MATCH, Kind.SQL_STRUCTURE);

  private final Around around;
  private final FirstWord firstWord;

  /**
   * Asks the same text as {@code around}.
   *
   * @param firstWord tells what words are to interpreters
   */
  HarmlessRange(Around around, FirstWord firstWord) {
    this.around = around;
    this.firstWord = firstWord;
  }

  /** Returns whether no range of two constants, the word {@code and} between, stands behind. */
  boolean noneAt(byte[] bytes, int space, int end) {
    if (space == end || ordinaryAt(bytes, space)) {
      return true;
    }
    int from = space + 1;
    int to = around.wordEnd(from);
    int next = around.wordEnd(to + 1);
    char behind = around.at(next);
    return around.at(space) == ' '
        && to > from
        && around.at(to) == ' '
        && Ascii.letter(around.at(to + 1))
        && behind < 0x80
        && behind != '\''
        && !(next - to == 4 && around.follows(to + 1, "and"));
  }

  /** Returns whether behind one space an ordinary word stands, which is no constant. */
  private boolean ordinaryAt(byte[] bytes, int space) {
    int from = space + 1;
    int to = around.wordEnd(from);
    char behind = around.at(to);
    return around.at(space) == ' '
        && Ascii.letter(around.at(from))
        && behind < 0x80
        && behind != '\''
        && (firstWord.kinds(bytes, from, to) & SQL) == 0;
  }
}
