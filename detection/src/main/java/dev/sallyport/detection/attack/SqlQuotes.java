// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.SqlTokens.COMPARE;
import static dev.sallyport.detection.attack.SqlTokens.END;
import static dev.sallyport.detection.attack.SqlTokens.FUNCTION;
import static dev.sallyport.detection.attack.SqlTokens.LINE_COMMENT;
import static dev.sallyport.detection.attack.SqlTokens.LOGIC;
import static dev.sallyport.detection.attack.SqlTokens.MATCH;
import static dev.sallyport.detection.attack.SqlTokens.MATHS;
import static dev.sallyport.detection.attack.SqlTokens.NUMBER;
import static dev.sallyport.detection.attack.SqlTokens.OPEN_STRING;
import static dev.sallyport.detection.attack.SqlTokens.STRING;
import static dev.sallyport.detection.attack.SqlTokens.VERB;
import static dev.sallyport.detection.attack.SqlTokens.WORD;

/**
 * One reading of an argument as a whole: how it leaves a string of the program, and how it ends.
 */
final class SqlQuotes {
  private final SqlReading reading;
  private final Sample sample;
  private final SqlTokens tokens;
  private final char quote;
  private final boolean escape;
  private final boolean prose;

  SqlQuotes(SqlReading reading) {
    this.reading = reading;
    this.sample = reading.sample();
    this.tokens = reading.tokens();
    this.quote = reading.quote();
    this.escape = reading.escape();
    this.prose = reading.prose();
  }

  /** A function's name with signs between it and its parenthesis, and nothing else. */
  private void called(Suspicions to) {
    String text = sample.lower();
    int open = text.indexOf('(');
    int end = Ascii.wordEnd(text, 0);
    boolean near = end > 1 && open > end && open - end <= 4 && text.length() <= open + 2;
    if (near && (Lexicon.words().kinds(text.substring(0, end)) & Kind.SQL_FUNCTION.bit()) != 0) {
      reading.add(to, "sql-function", 0.5, "a function of the database");
    }
  }

  void brokenOut(Suspicions to) {
    char first = tokens.type(0);
    char last = tokens.type(tokens.count() - 1);
    boolean comment = last == LINE_COMMENT;
    if (first == ')') {
      int next = 1;
      while (tokens.is(next, ")")) {
        next++;
      }
      if (tokens.type(next) == LOGIC || tokens.type(next) == VERB || comment) {
        reading.add(to, "sql-quote", 0.8, "quote, parenthesis, clause");
      }
    }
    if (comment && tokens.count() <= 40 && (first != WORD || escape)) {
      boolean pair = tokens.count() == 1;
      reading.add(to, "sql-quote", pair ? 0.7 : 0.78, "a quote at the start, a comment at the end");
    }
    if (first == VERB && !prose && tokens.count() <= 3) {
      String verb = tokens.word(0);
      boolean joins = verb.equals("union") || verb.equals("select") || verb.equals("having");
      reading.add(to, "sql-quote", joins ? 0.6 : 0.4, "a quote, then a clause");
    }
    if (first == ';' && (tokens.count() == 1 || tokens.count() == 2)) {
      boolean balanced = sample.text().chars().filter(c -> c == quote).count() % 2 == 0;
      reading.add(to, "sql-quote", balanced ? 0.4 : 0.58, "a quote that ends a statement");
    }
    if (first == LOGIC && tokens.type(1) != END) {
      char operand = tokens.type(1);
      boolean quoted = operand == STRING || operand == OPEN_STRING;
      boolean closes = last == LINE_COMMENT || last == OPEN_STRING || last == ';';
      if (quoted || operand == NUMBER || operand == FUNCTION || operand == '(' || closes) {
        reading.add(to, "sql-quote", prose ? 0.6 : 0.75, "a quote, then a condition");
      } else if (operand == WORD && last == NUMBER && !prose) {
        reading.add(to, "sql-quote", 0.55, "a quote, then a condition");
      }
    }
    if ((first == MATCH || first == COMPARE || first == MATHS) && comment) {
      reading.add(to, "sql-quote", 0.72, "a quote, an operator, a comment");
    }
    if (first == '*' && last == NUMBER || first == ',' && last == NUMBER && tokens.count() == 2) {
      reading.add(to, "sql-quote", 0.52, "a quote, an operator, a number");
    }
  }

  void whole(Suspicions to) {
    called(to);
    if (tokens.count() == 1 && tokens.type(0) == LOGIC && sample.words() == 0) {
      reading.add(to, "sql-match", 0.5, "an operator of databases alone");
    }
    char last = tokens.type(tokens.count() - 1);
    boolean words = sample.knowsAny(Kind.set(Kind.SQL_VERB, Kind.SQL_LOGIC, Kind.SQL_MATCH));
    if (tokens.conditionalComment() && words) {
      reading.add(to, "sql-comment", 0.85, "a comment that is executed");
    } else if (tokens.conditionalComment()) {
      reading.add(to, "sql-comment", 0.6, "a comment that is executed");
    } else if (tokens.blockComment() && words && !prose && tokens.count() >= 2) {
      reading.add(to, "sql-comment", 0.7, "comments instead of spaces");
    }
    if (last == LINE_COMMENT
        && tokens.count() >= 2
        && tokens.type(tokens.count() - 2) == ';'
        && words) {
      reading.add(to, "sql-quote", 0.72, "a statement ended and the rest commented out");
    }
    if (sample.lower().contains("1.e(") || sample.lower().contains(" 1.e")) {
      reading.add(to, "sql-number", 0.82, "a number that hides a call");
    }
  }
}
