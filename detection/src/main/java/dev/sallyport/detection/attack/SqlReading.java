// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.SqlTokens.COMPARE;
import static dev.sallyport.detection.attack.SqlTokens.FUNCTION;
import static dev.sallyport.detection.attack.SqlTokens.MATHS;
import static dev.sallyport.detection.attack.SqlTokens.NUMBER;
import static dev.sallyport.detection.attack.SqlTokens.STRING;
import static dev.sallyport.detection.attack.SqlTokens.VARIABLE;
import static dev.sallyport.detection.attack.SqlTokens.WORD;

/**
 * One reading of an argument as SQL.
 *
 * @param sample the argument
 * @param tokens what it is read as
 * @param quote the quote the reading starts behind, a space when it starts at the beginning
 * @param escape whether a backslash stood before that quote
 * @param prose whether the argument reads like a sentence
 */
record SqlReading(Sample sample, SqlTokens tokens, char quote, boolean escape, boolean prose) {

  int closing(int open) {
    int depth = 0;
    for (int i = open; i < Math.min(tokens.count(), open + 40); i++) {
      depth += tokens.is(i, "(") ? 1 : tokens.is(i, ")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return tokens.count();
  }

  /** Returns the index behind the operand at a place: a constant, name or call. */
  int behindOperand(int i) {
    if (tokens.type(i) == FUNCTION) {
      return closing(i + 1) + 1;
    }
    int next = i + 1;
    while (tokens.type(next) == '.'
        || tokens.is(next, ")")
        || tokens.type(next) == MATHS && tokens.type(next + 1) == NUMBER) {
      next += tokens.is(next, ")") ? 1 : 2;
    }
    return next;
  }

  boolean operand(int i) {
    char type = tokens.type(i);
    return type == NUMBER
        || type == STRING
        || type == FUNCTION
        || type == '('
        || type == VARIABLE
        || (type == WORD && tokens.type(i + 1) == COMPARE);
  }

  boolean name(int i) {
    return tokens.type(i) == WORD || tokens.type(i) == STRING;
  }

  boolean source(int i) {
    return name(i) || tokens.is(i, "(") || tokens.type(i) == FUNCTION;
  }

  static boolean sql(String word) {
    return (Lexicon.words().kinds(word) & Kind.SQL_NAME.bit()) != 0;
  }

  void add(Suspicions to, String detector, double score, String why) {
    double sure = score + (sample.hidden() && score > 0.5 ? 0.03 : 0);
    SqlDetector.add(to, detector, Math.min(sure, 0.97), why);
  }
}
