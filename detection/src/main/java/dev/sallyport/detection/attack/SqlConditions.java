// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.SqlTokens.CAST;
import static dev.sallyport.detection.attack.SqlTokens.COMPARE;
import static dev.sallyport.detection.attack.SqlTokens.END;
import static dev.sallyport.detection.attack.SqlTokens.FUNCTION;
import static dev.sallyport.detection.attack.SqlTokens.JSON_OPERATOR;
import static dev.sallyport.detection.attack.SqlTokens.LINE_COMMENT;
import static dev.sallyport.detection.attack.SqlTokens.MATCH;
import static dev.sallyport.detection.attack.SqlTokens.MATHS;
import static dev.sallyport.detection.attack.SqlTokens.NUMBER;
import static dev.sallyport.detection.attack.SqlTokens.OPEN_STRING;
import static dev.sallyport.detection.attack.SqlTokens.STRING;
import static dev.sallyport.detection.attack.SqlTokens.STRUCTURE;
import static dev.sallyport.detection.attack.SqlTokens.WORD;

/** Conditions in one reading of an argument: what they would let through. */
final class SqlConditions {
  private final SqlReading reading;
  private final Sample sample;
  private final SqlTokens tokens;
  private final char quote;
  private final boolean prose;

  SqlConditions(SqlReading reading) {
    this.reading = reading;
    this.sample = reading.sample();
    this.tokens = reading.tokens();
    this.quote = reading.quote();
    this.prose = reading.prose();
  }

  void logic(int i, Suspicions to) {
    boolean signs = tokens.word(i).equals("||") || tokens.word(i).equals("&&");
    int left = i + 1;
    while (tokens.is(left, "(")
        || tokens.is(left, "not")
        || tokens.is(left, "!")
        || tokens.type(left) == MATHS
        || tokens.is(left, "{")) {
      left++;
    }
    char type = tokens.type(left);
    if (tokens.is(left, "select")
        || tokens.is(left, "exists") && tokens.is(left + 1, "(") && tokens.is(left + 2, "select")) {
      reading.add(to, "sql-tautology", 0.88, "condition with a select");
      return;
    }
    if (type == FUNCTION && !prose) {
      reading.add(to, "sql-tautology", 0.72, "condition with a function of the database");
    }
    int compare = reading.behindOperand(left);
    boolean compared =
        tokens.type(compare) == COMPARE
            || tokens.type(compare) == MATCH
            || tokens.type(compare) == JSON_OPERATOR
            || tokens.type(compare) == CAST;
    char right = tokens.type(compare + 1);
    boolean literal = type == NUMBER || type == STRING || type == OPEN_STRING;
    boolean sign = tokens.type(compare) == COMPARE;
    if (literal && compared && (sign || right != WORD)) {
      double score = right == NUMBER || right == STRING || right == OPEN_STRING ? 0.85 : 0.68;
      reading.add(to, "sql-tautology", prose ? 0.7 : score, "condition that compares constants");
    } else if (type == WORD
        && sign
        && (right != END
            || signs && tokens.is(left - 1, "(")
            || tokens.word(compare).startsWith("=="))
        && !prose) {
      boolean value = right == STRING || right == OPEN_STRING || right == '(' || right == FUNCTION;
      boolean broken = quote != ' ' || tokens.is(left - 1, "(");
      reading.add(
          to,
          "sql-condition",
          value ? 0.62 : broken ? 0.6 : right == WORD ? 0.42 : 0.5,
          "condition on a column");
    } else if (type == STRING && signs && !prose) {
      reading.add(to, "sql-tautology", 0.55, "joins strings");
    } else if (type == NUMBER && quote != ' ' && i == 0) {
      reading.add(to, "sql-tautology", 0.75, "quote, then a condition that is a number");
    }
    if ((tokens.is(left, "true") || tokens.is(left, "false") || tokens.is(left, "null"))
        && !prose
        && (quote != ' ' || tokens.conditionalComment())) {
      reading.add(to, "sql-tautology", 0.65, "condition that is constant");
    }
  }

  void match(int i, Suspicions to) {
    String word = tokens.word(i);
    char next = tokens.type(i + 1);
    switch (word) {
      case "in" -> list(i, to);
      case "like", "ilike", "rlike", "regexp", "glob", "similar" -> {
        boolean string = next == STRING || next == OPEN_STRING || next == '(';
        if (string && !prose) {
          reading.add(
              to,
              "sql-match",
              i == 0 || tokens.type(i - 1) == WORD ? 0.55 : 0.6,
              "matches a string");
        } else if (next == '(' && tokens.is(i - 1, ")")) {
          reading.add(to, "sql-match", 0.65, "matches in parentheses");
        } else if (!word.equals("like") && tokens.count() == 1) {
          reading.add(to, "sql-match", 0.5, "an operator of databases alone");
        }
      }
      case "is" -> {
        int what = tokens.is(i + 1, "not") ? i + 2 : i + 1;
        if (tokens.is(what, "null") && !prose) {
          reading.add(to, "sql-match", 0.55, "compares with null");
        }
      }
      case "isnull", "notnull" ->
          reading.add(to, "sql-match", prose ? 0.4 : 0.6, "compares with null");
      case "collate" -> {
        boolean known = tokens.type(i + 1) == STRUCTURE || next == STRING || next == OPEN_STRING;
        if (known || tokens.is(i + 1, "binary")) {
          reading.add(to, "sql-match", 0.75, "chooses how strings compare");
        }
      }
      case "between" -> {
        if (tokens.type(i + 1) != WORD && tokens.is(i + 2, "and") && tokens.type(i + 3) != WORD) {
          reading.add(to, "sql-match", prose ? 0.4 : 0.6, "between two constants");
        }
      }
      case "sounds" -> {
        if (tokens.is(i + 1, "like")) {
          reading.add(to, "sql-match", prose ? 0.3 : 0.55, "an operator of databases");
        }
      }
      case "div", "mod" -> {
        if (tokens.type(i - 1) == NUMBER && next == NUMBER) {
          reading.add(to, "sql-match", 0.55, "divides numbers");
        } else if (next == '(' && tokens.type(i + 2) == NUMBER) {
          reading.add(to, "sql-function", 0.6, "divides numbers");
        }
      }
      case "not" -> negated(i, to);
      default -> {}
    }
  }

  private void negated(int i, Suspicions to) {
    String next = tokens.word(i + 1);
    boolean operator =
        next.equals("regexp")
            || next.equals("rlike")
            || next.equals("glob")
            || next.equals("in")
            || next.equals("between")
            || next.equals("like");
    char left = tokens.type(i - 1);
    if (operator && (left == NUMBER || left == STRING) && !prose) {
      reading.add(to, "sql-match", 0.65, "compares constants");
    }
  }

  private void list(int i, Suspicions to) {
    if (!tokens.is(i + 1, "(")) {
      return;
    }
    int first = i + 2;
    while (tokens.is(first, "(")) {
      first++;
    }
    char type = tokens.type(first);
    if (tokens.is(first, "select")) {
      reading.add(to, "sql-select", 0.85, "in a select");
    } else if ((type == NUMBER || type == STRING)
        && (tokens.is(first + 1, ",") || tokens.is(first + 1, ")"))) {
      reading.add(to, "sql-match", prose ? 0.35 : 0.58, "in a list of constants");
    }
  }

  void compare(int i, Suspicions to) {
    char left = tokens.type(i - 1);
    char right = tokens.type(i + 1);
    boolean constants = left == NUMBER && right == NUMBER || left == STRING && right == STRING;
    if (constants && !sample.prose() && tokens.count() <= 8 && i <= 2) {
      boolean same = tokens.word(i - 1).equals(tokens.word(i + 1));
      String sign = tokens.word(i);
      boolean holds = sign.equals("=") || sign.equals("<=>") ? same : !same && !sign.equals("==");
      boolean numbers =
          left == NUMBER && (sign.startsWith("=") || sign.startsWith("!") || sign.length() > 1);
      if (holds && (left == NUMBER ? numbers : quote == ' ')) {
        reading.add(to, "sql-tautology", 0.58, "compares two constants");
      }
    }
    if (tokens.count() == 1 && tokens.word(i).length() >= 2) {
      reading.add(to, "sql-match", 0.5, "an operator of databases alone");
    }
    if (quote != ' '
        && i == 0
        && right != END
        && right != STRING
        && tokens.type(tokens.count() - 1) == LINE_COMMENT) {
      reading.add(to, "sql-quote", 0.72, "quote, comparison, comment");
    }
  }

  void document(int i, Suspicions to) {
    boolean json = tokens.is(i - 1, "{");
    if (json && tokens.type(i + 1) != END) {
      reading.add(to, "sql-json", 0.8, "a document compared inside a statement");
    } else if (tokens.type(i) == CAST
        && (tokens.is(i + 1, "int")
            || tokens.is(i + 1, "text")
            || tokens.word(i + 1).startsWith("json")
            || tokens.is(i + 1, "bool"))) {
      reading.add(to, "sql-cast", 0.6, "a value cast to a type of the database");
    }
  }
}
