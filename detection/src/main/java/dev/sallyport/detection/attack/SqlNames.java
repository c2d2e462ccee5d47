// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.SqlTokens.CAST;
import static dev.sallyport.detection.attack.SqlTokens.END;
import static dev.sallyport.detection.attack.SqlTokens.FUNCTION;
import static dev.sallyport.detection.attack.SqlTokens.MATHS;
import static dev.sallyport.detection.attack.SqlTokens.NUMBER;

/** Functions, clauses and names in one reading of an argument that only databases have. */
final class SqlNames {
  private final SqlReading reading;
  private final Sample sample;
  private final SqlTokens tokens;
  private final char quote;
  private final boolean prose;

  SqlNames(SqlReading reading) {
    this.reading = reading;
    this.sample = reading.sample();
    this.tokens = reading.tokens();
    this.quote = reading.quote();
    this.prose = reading.prose();
  }

  void function(int i, Suspicions to) {
    String name = tokens.word(i);
    char argument = tokens.type(i + 2);
    boolean delays =
        name.equals("sleep")
            || name.equals("benchmark")
            || name.equals("pg_sleep")
            || name.equals("randomblob")
            || name.equals("waitfor");
    if (delays && (argument == NUMBER || argument == '(' || argument == MATHS)) {
      reading.add(to, "sql-delay", prose ? 0.7 : 0.9, "a function that takes time");
    }
    if (Lexicon.words().kinds(name) != Kind.SQL_FUNCTION.bit() && argument == FUNCTION && !prose) {
      reading.add(to, "sql-function", 0.7, "functions of the database inside each other");
    } else if (argument == FUNCTION
        || (argument == '(' && tokens.is(i + 3, "select"))
        || tokens.is(i + 2, "select")) {
      reading.add(
          to, "sql-function", prose ? 0.6 : 0.8, "functions of the database inside each other");
    } else if (argument == NUMBER && tokens.word(i + 2).startsWith("0x")) {
      reading.add(to, "sql-function", 0.75, "a function of the database on hidden text");
    } else if (tokens.type(reading.closing(i + 1) + 1) == CAST) {
      reading.add(to, "sql-function", 0.75, "a function of the database, cast");
    } else if (sample.plainWords() <= 3) {
      boolean rare =
          name.indexOf('_') > 0 || Lexicon.words().kinds(name) == Kind.SQL_FUNCTION.bit();
      reading.add(to, "sql-function", rare ? 0.55 : 0.52, "a function of the database");
    }
  }

  void structure(int i, Suspicions to) {
    switch (tokens.word(i)) {
      case "from" -> {
        if (tokens.is(i + 1, "(") && tokens.is(i + 2, "select")) {
          reading.add(to, "sql-select", 0.85, "from a select");
        } else if (SqlReading.sql(tokens.word(i + 1))) {
          reading.add(to, "sql-schema", 0.8, "from the database's own tables");
        } else if (i == 0 && reading.source(1) && tokens.is(tokens.count() - 1, "limit")) {
          reading.add(to, "sql-select", 0.6, "from a table, with a limit");
        } else if (aliased(i)) {
          reading.add(to, "sql-select", 0.55, "an expression under a name, from a table");
        }
      }
      case "order", "group" -> {
        char next = tokens.type(i + 2);
        boolean by = tokens.is(i + 1, "by");
        if (by
            && (next == FUNCTION
                || next == '('
                || tokens.is(i + 2, "if")
                || (next == NUMBER && (quote != ' ' || tokens.type(i + 3) != END || i > 0)))) {
          reading.add(
              to, "sql-clause", prose ? 0.5 : 0.72, "orders or groups by a number or a function");
        }
      }
      case "case", "when" -> {
        boolean when = tokens.is(i, "when") ? tokens.is(i + 2, "then") : tokens.is(i + 1, "when");
        if (when && !prose) {
          reading.add(to, "sql-clause", 0.68, "chooses between values");
        }
      }
      default -> {}
    }
  }

  private boolean aliased(int from) {
    return tokens.is(from - 2, "as")
        && (tokens.is(from - 3, ")") || tokens.type(from - 3) == NUMBER)
        && !prose;
  }

  void word(int i, Suspicions to) {
    String word = tokens.word(i);
    if (SqlReading.sql(word)) {
      boolean dotted = tokens.type(i + 1) == '.' || tokens.type(i - 1) == '.';
      boolean strong = word.startsWith("xp_") || word.startsWith("sp_") || dotted;
      double score = strong ? 0.7 : 0.56;
      reading.add(to, "sql-schema", prose ? 0.5 : score, "names what only a database has");
    }
    if (word.equals("array") && tokens.is(i + 1, "[") && quote != ' ') {
      reading.add(to, "sql-condition", 0.65, "an array of a database");
    }
  }

  void variable(int i, Suspicions to) {
    if (tokens.word(i).startsWith("@@") && tokens.word(i).length() > 4) {
      reading.add(to, "sql-schema", prose ? 0.4 : 0.62, "a variable of the server");
    }
  }
}
