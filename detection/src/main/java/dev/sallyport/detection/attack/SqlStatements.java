// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.SqlTokens.COMPARE;
import static dev.sallyport.detection.attack.SqlTokens.END;
import static dev.sallyport.detection.attack.SqlTokens.FUNCTION;
import static dev.sallyport.detection.attack.SqlTokens.LINE_COMMENT;
import static dev.sallyport.detection.attack.SqlTokens.NUMBER;
import static dev.sallyport.detection.attack.SqlTokens.STRING;
import static dev.sallyport.detection.attack.SqlTokens.STRUCTURE;
import static dev.sallyport.detection.attack.SqlTokens.VARIABLE;
import static dev.sallyport.detection.attack.SqlTokens.VERB;
import static dev.sallyport.detection.attack.SqlTokens.WORD;

/** Statements and clauses in one reading of an argument: what they would do to a database. */
final class SqlStatements {
  private final SqlReading reading;
  private final SqlTokens tokens;
  private final char quote;
  private final boolean prose;

  SqlStatements(SqlReading reading) {
    this.reading = reading;
    this.tokens = reading.tokens();
    this.quote = reading.quote();
    this.prose = reading.prose();
  }

  void verb(int i, Suspicions to) {
    switch (tokens.word(i)) {
      case "union", "except", "intersect" -> union(i, to);
      case "select" -> select(i, to);
      case "insert", "replace" -> {
        if (tokens.is(i + 1, "into")) {
          reading.add(to, "sql-statement", prose ? 0.6 : 0.8, "insert into a table");
        }
      }
      case "delete" -> {
        if (tokens.is(i + 1, "from") && reading.name(i + 2)) {
          reading.add(to, "sql-statement", prose ? 0.5 : 0.75, "delete from a table");
        }
      }
      case "update" -> {
        if (reading.name(i + 1) && (tokens.is(i + 2, "set") || tokens.type(i + 3) == COMPARE)) {
          reading.add(to, "sql-statement", prose ? 0.5 : 0.8, "update of a table");
        }
      }
      case "create", "alter", "drop", "truncate" -> definition(i, to);
      case "exec", "execute", "call", "declare" -> execution(i, to);
      case "waitfor" -> {
        if (tokens.is(i + 1, "delay") || tokens.is(i + 1, "time")) {
          reading.add(to, "sql-delay", 0.95, "waits for a time");
        }
      }
      case "having" -> {
        if (reading.operand(i + 1) && !prose) {
          reading.add(
              to, "sql-clause", tokens.type(i + 1) == WORD ? 0.5 : 0.75, "having with a condition");
        }
      }
      case "into" -> into(i, to);
      case "prepare", "deallocate" -> {
        if (reading.name(i + 1) && (tokens.is(i + 2, "from") || tokens.is(i + 2, "as"))) {
          reading.add(to, "sql-statement", 0.8, "prepares a statement");
        }
      }
      case "procedure" -> {
        if (tokens.is(i + 1, "analyse")) {
          reading.add(to, "sql-function", 0.85, "procedure analyse");
        }
      }
      case "set" -> {
        if (tokens.type(i + 1) == VARIABLE) {
          reading.add(to, "sql-statement", 0.75, "sets a variable");
        }
      }
      default -> {}
    }
  }

  private void union(int i, Suspicions to) {
    int next = i + 1;
    while (tokens.is(next, "all")
        || tokens.is(next, "distinct")
        || tokens.is(next, "(")
        || tokens.is(next, "distinctrow")) {
      next++;
    }
    if (tokens.is(next, "select") || (tokens.is(next, "values") && tokens.is(next + 1, "("))) {
      boolean list = tokens.type(next + 1) != END;
      reading.add(
          to, "sql-union", list && !prose ? 0.93 : prose ? 0.55 : 0.7, "joins a second select");
    }
  }

  private void select(int i, Suspicions to) {
    char next = tokens.type(i + 1);
    if (next == FUNCTION || (next == '(' && tokens.is(i + 2, "select"))) {
      reading.add(to, "sql-select", 0.85, "select of a function or of another select");
      return;
    }
    if (next == VARIABLE || (next == '*' && tokens.type(i + 2) == VARIABLE)) {
      reading.add(to, "sql-select", 0.75, "select of a variable");
      return;
    }
    if (tokens.is(i - 1, "(") && next != END && !prose) {
      reading.add(to, "sql-select", 0.75, "select inside parentheses");
    }
    int from = from(i + 1);
    if (from > 0 && reading.source(from + 1)) {
      boolean star = next == '*' || next == NUMBER || tokens.is(i + 2, ",");
      boolean where = tokens.is(from + 2, "where") || tokens.is(from + 2, "limit");
      double score = star || where ? 0.8 : 0.62;
      reading.add(to, "sql-select", prose ? score - 0.2 : score, "select of columns from a table");
    } else if ((next == NUMBER || next == STRING || next == '*') && !prose) {
      boolean more = tokens.is(i + 2, ",") || tokens.is(i + 2, "where");
      reading.add(to, "sql-select", more ? 0.75 : 0.55, "select of a constant");
    } else if (!prose && i == 0 && next == WORD && SqlReading.sql(tokens.word(1))) {
      reading.add(to, "sql-select", 0.6, "select of a database's own name");
    }
  }

  /** Returns the index of the FROM that ends a list of columns, -1 where it is no such list. */
  private int from(int start) {
    boolean name = false;
    for (int i = start; i < Math.min(tokens.count(), start + 60); i++) {
      char type = tokens.type(i);
      if (tokens.is(i, "from")) {
        return i > start ? i : -1;
      }
      boolean another = type == WORD || type == STRING;
      if (another && name && !tokens.is(i - 1, "as") && tokens.type(i - 1) != '.') {
        return -1;
      }
      name = another;
      if (type == LINE_COMMENT || type == ';') {
        return -1;
      }
    }
    return -1;
  }

  private void definition(int i, Suspicions to) {
    String object = tokens.word(i + 1);
    int name = i + 2;
    switch (object) {
      case "table",
          "database",
          "view",
          "index",
          "procedure",
          "function",
          "trigger",
          "user",
          "role",
          "schema",
          "sequence",
          "tablespace",
          "login",
          "aggregate",
          "extension",
          "assembly",
          "character",
          "server" -> {
        if (tokens.type(name) != END) {
          reading.add(to, "sql-definition", prose ? 0.5 : 0.8, "changes what the database holds");
        }
      }
      case "or", "temporary", "temp", "unique" -> {
        if (tokens.type(name) != END && !prose) {
          reading.add(to, "sql-definition", 0.6, "changes what the database holds");
        }
      }
      default -> {
        boolean ends = tokens.type(name) == ';' || tokens.type(name) == LINE_COMMENT;
        boolean quoted = quote != ' ' && i == 0 && reading.name(i + 1);
        if (reading.name(i + 1) && (ends || quoted || tokens.blockComment())) {
          reading.add(
              to, "sql-definition", 0.65, "drops or alters something and ends the statement");
        }
      }
    }
  }

  private void execution(int i, Suspicions to) {
    char next = tokens.type(i + 1);
    String word = tokens.word(i + 1);
    boolean at = next == VARIABLE || (next == '(' && tokens.type(i + 2) == VARIABLE);
    if (at || word.startsWith("xp_") || word.startsWith("sp_") || word.equals("immediate")) {
      reading.add(to, "sql-execute", 0.85, "executes a procedure or a variable");
    } else if ((next == STRING || (next == '(' && tokens.type(i + 2) == STRING)) && !prose) {
      reading.add(to, "sql-execute", 0.65, "executes a string");
    } else if (next == WORD && i == 0 && tokens.count() == 2 && tokens.is(i, "execute")) {
      reading.add(to, "sql-execute", 0.5, "executes a named statement");
    }
  }

  private void into(int i, Suspicions to) {
    String next = tokens.word(i + 1);
    if (next.equals("outfile") || next.equals("dumpfile")) {
      reading.add(to, "sql-file", 0.92, "writes a file");
    }
  }

  void stacked(int i, Suspicions to) {
    char next = tokens.type(i + 1);
    String word = tokens.word(i + 1);
    boolean verb =
        next == VERB
            && !word.equals("show")
            && !word.equals("set")
            && !word.equals("use")
            && !word.equals("call")
            && !word.equals("do");
    if (verb
        && (reading.name(i + 2)
            || tokens.type(i + 2) == STRUCTURE
            || tokens.type(i + 2) == '*'
            || tokens.type(i + 2) == FUNCTION
            || tokens.type(i + 2) == VARIABLE)) {
      reading.add(to, "sql-stacked", prose ? 0.55 : 0.85, "a second statement");
    }
  }
}
