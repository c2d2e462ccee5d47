// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.SqlTokens.CAST;
import static dev.sallyport.detection.attack.SqlTokens.COMPARE;
import static dev.sallyport.detection.attack.SqlTokens.END;
import static dev.sallyport.detection.attack.SqlTokens.FUNCTION;
import static dev.sallyport.detection.attack.SqlTokens.JSON_OPERATOR;
import static dev.sallyport.detection.attack.SqlTokens.LINE_COMMENT;
import static dev.sallyport.detection.attack.SqlTokens.LOGIC;
import static dev.sallyport.detection.attack.SqlTokens.MATCH;
import static dev.sallyport.detection.attack.SqlTokens.MATHS;
import static dev.sallyport.detection.attack.SqlTokens.NUMBER;
import static dev.sallyport.detection.attack.SqlTokens.OPEN_STRING;
import static dev.sallyport.detection.attack.SqlTokens.STRING;
import static dev.sallyport.detection.attack.SqlTokens.STRUCTURE;
import static dev.sallyport.detection.attack.SqlTokens.VARIABLE;
import static dev.sallyport.detection.attack.SqlTokens.VERB;
import static dev.sallyport.detection.attack.SqlTokens.WORD;

/** Weighs one reading of an argument as SQL: what its clauses would do to a statement. */
final class SqlJudge {
  private final Sample sample;
  private final SqlTokens tokens;
  private final char quote;
  private final boolean escape;
  private final boolean prose;

  /**
   * @param quote the quote the reading starts behind, a space when it starts at the beginning
   * @param escape whether a backslash stood before that quote
   */
  SqlJudge(Sample sample, SqlTokens tokens, char quote, boolean escape) {
    this.sample = sample;
    this.tokens = tokens;
    this.quote = quote;
    this.escape = escape;
    this.prose = sample.prose();
  }

  void judge(Suspicions to) {
    for (int i = 0; i < tokens.count(); i++) {
      at(i, to);
    }
    if (quote != ' ') {
      brokenOut(to);
    }
    whole(to);
  }

  private void at(int i, Suspicions to) {
    switch (tokens.type(i)) {
      case VERB -> verb(i, to);
      case LOGIC -> logic(i, to);
      case MATCH -> match(i, to);
      case FUNCTION -> function(i, to);
      case STRUCTURE -> structure(i, to);
      case WORD -> word(i, to);
      case COMPARE -> compare(i, to);
      case JSON_OPERATOR, CAST -> document(i, to);
      case VARIABLE -> variable(i, to);
      case ';' -> stacked(i, to);
      default -> {}
    }
  }

  private void verb(int i, Suspicions to) {
    switch (tokens.word(i)) {
      case "union", "except", "intersect" -> union(i, to);
      case "select" -> select(i, to);
      case "insert", "replace" -> {
        if (tokens.is(i + 1, "into")) {
          add(to, "sql-statement", prose ? 0.6 : 0.8, "insert into a table");
        }
      }
      case "delete" -> {
        if (tokens.is(i + 1, "from") && name(i + 2)) {
          add(to, "sql-statement", prose ? 0.5 : 0.75, "delete from a table");
        }
      }
      case "update" -> {
        if (name(i + 1) && (tokens.is(i + 2, "set") || tokens.type(i + 3) == COMPARE)) {
          add(to, "sql-statement", prose ? 0.5 : 0.8, "update of a table");
        }
      }
      case "create", "alter", "drop", "truncate" -> definition(i, to);
      case "exec", "execute", "call", "declare" -> execution(i, to);
      case "waitfor" -> {
        if (tokens.is(i + 1, "delay") || tokens.is(i + 1, "time")) {
          add(to, "sql-delay", 0.95, "waits for a time");
        }
      }
      case "having" -> {
        if (operand(i + 1) && !prose) {
          add(to, "sql-clause", tokens.type(i + 1) == WORD ? 0.5 : 0.75, "having with a condition");
        }
      }
      case "into" -> into(i, to);
      case "prepare", "deallocate" -> {
        if (name(i + 1) && (tokens.is(i + 2, "from") || tokens.is(i + 2, "as"))) {
          add(to, "sql-statement", 0.8, "prepares a statement");
        }
      }
      case "procedure" -> {
        if (tokens.is(i + 1, "analyse")) {
          add(to, "sql-function", 0.85, "procedure analyse");
        }
      }
      case "set" -> {
        if (tokens.type(i + 1) == VARIABLE) {
          add(to, "sql-statement", 0.75, "sets a variable");
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
      add(to, "sql-union", list && !prose ? 0.93 : prose ? 0.55 : 0.7, "joins a second select");
    }
  }

  private void select(int i, Suspicions to) {
    char next = tokens.type(i + 1);
    if (next == FUNCTION || (next == '(' && tokens.is(i + 2, "select"))) {
      add(to, "sql-select", 0.85, "select of a function or of another select");
      return;
    }
    if (next == VARIABLE || (next == '*' && tokens.type(i + 2) == VARIABLE)) {
      add(to, "sql-select", 0.75, "select of a variable");
      return;
    }
    if (tokens.is(i - 1, "(") && next != END && !prose) {
      add(to, "sql-select", 0.75, "select inside parentheses");
    }
    int from = from(i + 1);
    if (from > 0 && source(from + 1)) {
      boolean star = next == '*' || next == NUMBER || tokens.is(i + 2, ",");
      boolean where = tokens.is(from + 2, "where") || tokens.is(from + 2, "limit");
      double score = star || where ? 0.8 : 0.62;
      add(to, "sql-select", prose ? score - 0.2 : score, "select of columns from a table");
    } else if ((next == NUMBER || next == STRING || next == '*') && !prose) {
      boolean more = tokens.is(i + 2, ",") || tokens.is(i + 2, "where");
      add(to, "sql-select", more ? 0.75 : 0.55, "select of a constant");
    } else if (!prose && i == 0 && next == WORD && sql(tokens.word(1))) {
      add(to, "sql-select", 0.6, "select of a database's own name");
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
          add(to, "sql-definition", prose ? 0.5 : 0.8, "changes what the database holds");
        }
      }
      case "or", "temporary", "temp", "unique" -> {
        if (tokens.type(name) != END && !prose) {
          add(to, "sql-definition", 0.6, "changes what the database holds");
        }
      }
      default -> {
        boolean ends = tokens.type(name) == ';' || tokens.type(name) == LINE_COMMENT;
        boolean quoted = quote != ' ' && i == 0 && name(i + 1);
        if (name(i + 1) && (ends || quoted || tokens.blockComment())) {
          add(to, "sql-definition", 0.65, "drops or alters something and ends the statement");
        }
      }
    }
  }

  private void execution(int i, Suspicions to) {
    char next = tokens.type(i + 1);
    String word = tokens.word(i + 1);
    boolean at = next == VARIABLE || (next == '(' && tokens.type(i + 2) == VARIABLE);
    if (at || word.startsWith("xp_") || word.startsWith("sp_") || word.equals("immediate")) {
      add(to, "sql-execute", 0.85, "executes a procedure or a variable");
    } else if ((next == STRING || (next == '(' && tokens.type(i + 2) == STRING)) && !prose) {
      add(to, "sql-execute", 0.65, "executes a string");
    } else if (next == WORD && i == 0 && tokens.count() == 2 && tokens.is(i, "execute")) {
      add(to, "sql-execute", 0.5, "executes a named statement");
    }
  }

  private void into(int i, Suspicions to) {
    String next = tokens.word(i + 1);
    if (next.equals("outfile") || next.equals("dumpfile")) {
      add(to, "sql-file", 0.92, "writes a file");
    }
  }

  private void logic(int i, Suspicions to) {
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
      add(to, "sql-tautology", 0.88, "condition with a select");
      return;
    }
    if (type == FUNCTION && !prose) {
      add(to, "sql-tautology", 0.72, "condition with a function of the database");
    }
    int compare = behindOperand(left);
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
      add(to, "sql-tautology", prose ? 0.7 : score, "condition that compares constants");
    } else if (type == WORD
        && sign
        && (right != END
            || signs && tokens.is(left - 1, "(")
            || tokens.word(compare).startsWith("=="))
        && !prose) {
      boolean value = right == STRING || right == OPEN_STRING || right == '(' || right == FUNCTION;
      boolean broken = quote != ' ' || tokens.is(left - 1, "(");
      add(
          to,
          "sql-condition",
          value ? 0.62 : broken ? 0.6 : right == WORD ? 0.42 : 0.5,
          "condition on a column");
    } else if (type == STRING && signs && !prose) {
      add(to, "sql-tautology", 0.55, "joins strings");
    } else if (type == NUMBER && quote != ' ' && i == 0) {
      add(to, "sql-tautology", 0.75, "quote, then a condition that is a number");
    }
    if ((tokens.is(left, "true") || tokens.is(left, "false") || tokens.is(left, "null"))
        && !prose
        && (quote != ' ' || tokens.conditionalComment())) {
      add(to, "sql-tautology", 0.65, "condition that is constant");
    }
  }

  private void match(int i, Suspicions to) {
    String word = tokens.word(i);
    char next = tokens.type(i + 1);
    switch (word) {
      case "in" -> list(i, to);
      case "like", "ilike", "rlike", "regexp", "glob", "similar" -> {
        boolean string = next == STRING || next == OPEN_STRING || next == '(';
        if (string && !prose) {
          add(
              to,
              "sql-match",
              i == 0 || tokens.type(i - 1) == WORD ? 0.55 : 0.6,
              "matches a string");
        } else if (next == '(' && tokens.is(i - 1, ")")) {
          add(to, "sql-match", 0.65, "matches in parentheses");
        } else if (!word.equals("like") && tokens.count() == 1) {
          add(to, "sql-match", 0.5, "an operator of databases alone");
        }
      }
      case "is" -> {
        int what = tokens.is(i + 1, "not") ? i + 2 : i + 1;
        if (tokens.is(what, "null") && !prose) {
          add(to, "sql-match", 0.55, "compares with null");
        }
      }
      case "isnull", "notnull" -> add(to, "sql-match", prose ? 0.4 : 0.6, "compares with null");
      case "collate" -> {
        boolean known = tokens.type(i + 1) == STRUCTURE || next == STRING || next == OPEN_STRING;
        if (known || tokens.is(i + 1, "binary")) {
          add(to, "sql-match", 0.75, "chooses how strings compare");
        }
      }
      case "between" -> {
        if (tokens.type(i + 1) != WORD && tokens.is(i + 2, "and") && tokens.type(i + 3) != WORD) {
          add(to, "sql-match", prose ? 0.4 : 0.6, "between two constants");
        }
      }
      case "sounds" -> {
        if (tokens.is(i + 1, "like")) {
          add(to, "sql-match", prose ? 0.3 : 0.55, "an operator of databases");
        }
      }
      case "div", "mod" -> {
        if (tokens.type(i - 1) == NUMBER && next == NUMBER) {
          add(to, "sql-match", 0.55, "divides numbers");
        } else if (next == '(' && tokens.type(i + 2) == NUMBER) {
          add(to, "sql-function", 0.6, "divides numbers");
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
      add(to, "sql-match", 0.65, "compares constants");
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
      add(to, "sql-select", 0.85, "in a select");
    } else if ((type == NUMBER || type == STRING)
        && (tokens.is(first + 1, ",") || tokens.is(first + 1, ")"))) {
      add(to, "sql-match", prose ? 0.35 : 0.58, "in a list of constants");
    }
  }

  private void function(int i, Suspicions to) {
    String name = tokens.word(i);
    char argument = tokens.type(i + 2);
    boolean delays =
        name.equals("sleep")
            || name.equals("benchmark")
            || name.equals("pg_sleep")
            || name.equals("randomblob")
            || name.equals("waitfor");
    if (delays && (argument == NUMBER || argument == '(' || argument == MATHS)) {
      add(to, "sql-delay", prose ? 0.7 : 0.9, "a function that takes time");
    }
    if (Lexicon.words().kinds(name) != Kind.SQL_FUNCTION.bit() && argument == FUNCTION && !prose) {
      add(to, "sql-function", 0.7, "functions of the database inside each other");
    } else if (argument == FUNCTION
        || (argument == '(' && tokens.is(i + 3, "select"))
        || tokens.is(i + 2, "select")) {
      add(to, "sql-function", prose ? 0.6 : 0.8, "functions of the database inside each other");
    } else if (argument == NUMBER && tokens.word(i + 2).startsWith("0x")) {
      add(to, "sql-function", 0.75, "a function of the database on hidden text");
    } else if (tokens.type(closing(i + 1) + 1) == CAST) {
      add(to, "sql-function", 0.75, "a function of the database, cast");
    } else if (sample.plainWords() <= 3) {
      boolean rare =
          name.indexOf('_') > 0 || Lexicon.words().kinds(name) == Kind.SQL_FUNCTION.bit();
      add(to, "sql-function", rare ? 0.55 : 0.52, "a function of the database");
    }
  }

  private int closing(int open) {
    int depth = 0;
    for (int i = open; i < Math.min(tokens.count(), open + 40); i++) {
      depth += tokens.is(i, "(") ? 1 : tokens.is(i, ")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return tokens.count();
  }

  private void structure(int i, Suspicions to) {
    switch (tokens.word(i)) {
      case "from" -> {
        if (tokens.is(i + 1, "(") && tokens.is(i + 2, "select")) {
          add(to, "sql-select", 0.85, "from a select");
        } else if (sql(tokens.word(i + 1))) {
          add(to, "sql-schema", 0.8, "from the database's own tables");
        } else if (i == 0 && source(1) && tokens.is(tokens.count() - 1, "limit")) {
          add(to, "sql-select", 0.6, "from a table, with a limit");
        } else if (aliased(i)) {
          add(to, "sql-select", 0.55, "an expression under a name, from a table");
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
          add(to, "sql-clause", prose ? 0.5 : 0.72, "orders or groups by a number or a function");
        }
      }
      case "case", "when" -> {
        boolean when = tokens.is(i, "when") ? tokens.is(i + 2, "then") : tokens.is(i + 1, "when");
        if (when && !prose) {
          add(to, "sql-clause", 0.68, "chooses between values");
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

  private void word(int i, Suspicions to) {
    String word = tokens.word(i);
    if (sql(word)) {
      boolean dotted = tokens.type(i + 1) == '.' || tokens.type(i - 1) == '.';
      boolean strong = word.startsWith("xp_") || word.startsWith("sp_") || dotted;
      double score = strong ? 0.7 : 0.56;
      add(to, "sql-schema", prose ? 0.5 : score, "names what only a database has");
    }
    if (word.equals("array") && tokens.is(i + 1, "[") && quote != ' ') {
      add(to, "sql-condition", 0.65, "an array of a database");
    }
  }

  private void compare(int i, Suspicions to) {
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
        add(to, "sql-tautology", 0.58, "compares two constants");
      }
    }
    if (tokens.count() == 1 && tokens.word(i).length() >= 2) {
      add(to, "sql-match", 0.5, "an operator of databases alone");
    }
    if (quote != ' '
        && i == 0
        && right != END
        && right != STRING
        && tokens.type(tokens.count() - 1) == LINE_COMMENT) {
      add(to, "sql-quote", 0.72, "quote, comparison, comment");
    }
  }

  private void document(int i, Suspicions to) {
    boolean json = tokens.is(i - 1, "{");
    if (json && tokens.type(i + 1) != END) {
      add(to, "sql-json", 0.8, "a document compared inside a statement");
    } else if (tokens.type(i) == CAST
        && (tokens.is(i + 1, "int")
            || tokens.is(i + 1, "text")
            || tokens.word(i + 1).startsWith("json")
            || tokens.is(i + 1, "bool"))) {
      add(to, "sql-cast", 0.6, "a value cast to a type of the database");
    }
  }

  private void variable(int i, Suspicions to) {
    if (tokens.word(i).startsWith("@@") && tokens.word(i).length() > 4) {
      add(to, "sql-schema", prose ? 0.4 : 0.62, "a variable of the server");
    }
  }

  private void stacked(int i, Suspicions to) {
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
        && (name(i + 2)
            || tokens.type(i + 2) == STRUCTURE
            || tokens.type(i + 2) == '*'
            || tokens.type(i + 2) == FUNCTION
            || tokens.type(i + 2) == VARIABLE)) {
      add(to, "sql-stacked", prose ? 0.55 : 0.85, "a second statement");
    }
  }

  /** A function's name with signs between it and its parenthesis, and nothing else. */
  private void called(Suspicions to) {
    String text = sample.lower();
    int open = text.indexOf('(');
    int end = Ascii.wordEnd(text, 0);
    boolean near = end > 1 && open > end && open - end <= 4 && text.length() <= open + 2;
    if (near && (Lexicon.words().kinds(text.substring(0, end)) & Kind.SQL_FUNCTION.bit()) != 0) {
      add(to, "sql-function", 0.5, "a function of the database");
    }
  }

  private void brokenOut(Suspicions to) {
    char first = tokens.type(0);
    char last = tokens.type(tokens.count() - 1);
    boolean comment = last == LINE_COMMENT;
    if (first == ')') {
      int next = 1;
      while (tokens.is(next, ")")) {
        next++;
      }
      if (tokens.type(next) == LOGIC || tokens.type(next) == VERB || comment) {
        add(to, "sql-quote", 0.8, "quote, parenthesis, clause");
      }
    }
    if (comment && tokens.count() <= 40 && (first != WORD || escape)) {
      boolean pair = tokens.count() == 1;
      add(to, "sql-quote", pair ? 0.7 : 0.78, "a quote at the start, a comment at the end");
    }
    if (first == VERB && !prose && tokens.count() <= 3) {
      String verb = tokens.word(0);
      boolean joins = verb.equals("union") || verb.equals("select") || verb.equals("having");
      add(to, "sql-quote", joins ? 0.6 : 0.4, "a quote, then a clause");
    }
    if (first == ';' && (tokens.count() == 1 || tokens.count() == 2)) {
      boolean balanced = sample.text().chars().filter(c -> c == quote).count() % 2 == 0;
      add(to, "sql-quote", balanced ? 0.4 : 0.58, "a quote that ends a statement");
    }
    if (first == LOGIC && tokens.type(1) != END) {
      char operand = tokens.type(1);
      boolean quoted = operand == STRING || operand == OPEN_STRING;
      boolean closes = last == LINE_COMMENT || last == OPEN_STRING || last == ';';
      if (quoted || operand == NUMBER || operand == FUNCTION || operand == '(' || closes) {
        add(to, "sql-quote", prose ? 0.6 : 0.75, "a quote, then a condition");
      } else if (operand == WORD && last == NUMBER && !prose) {
        add(to, "sql-quote", 0.55, "a quote, then a condition");
      }
    }
    if ((first == MATCH || first == COMPARE || first == MATHS) && comment) {
      add(to, "sql-quote", 0.72, "a quote, an operator, a comment");
    }
    if (first == '*' && last == NUMBER || first == ',' && last == NUMBER && tokens.count() == 2) {
      add(to, "sql-quote", 0.52, "a quote, an operator, a number");
    }
  }

  private void whole(Suspicions to) {
    called(to);
    if (tokens.count() == 1 && tokens.type(0) == LOGIC && sample.words() == 0) {
      add(to, "sql-match", 0.5, "an operator of databases alone");
    }
    char last = tokens.type(tokens.count() - 1);
    boolean words = sample.knowsAny(Kind.set(Kind.SQL_VERB, Kind.SQL_LOGIC, Kind.SQL_MATCH));
    if (tokens.conditionalComment() && words) {
      add(to, "sql-comment", 0.85, "a comment that is executed");
    } else if (tokens.conditionalComment()) {
      add(to, "sql-comment", 0.6, "a comment that is executed");
    } else if (tokens.blockComment() && words && !prose && tokens.count() >= 2) {
      add(to, "sql-comment", 0.7, "comments instead of spaces");
    }
    if (last == LINE_COMMENT
        && tokens.count() >= 2
        && tokens.type(tokens.count() - 2) == ';'
        && words) {
      add(to, "sql-quote", 0.72, "a statement ended and the rest commented out");
    }
    if (sample.lower().contains("1.e(") || sample.lower().contains(" 1.e")) {
      add(to, "sql-number", 0.82, "a number that hides a call");
    }
  }

  /** Returns the index behind the operand at a place: a constant, name or call. */
  private int behindOperand(int i) {
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

  private boolean operand(int i) {
    char type = tokens.type(i);
    return type == NUMBER
        || type == STRING
        || type == FUNCTION
        || type == '('
        || type == VARIABLE
        || (type == WORD && tokens.type(i + 1) == COMPARE);
  }

  private boolean name(int i) {
    return tokens.type(i) == WORD || tokens.type(i) == STRING;
  }

  private boolean source(int i) {
    return name(i) || tokens.is(i, "(") || tokens.type(i) == FUNCTION;
  }

  private static boolean sql(String word) {
    return (Lexicon.words().kinds(word) & Kind.SQL_NAME.bit()) != 0;
  }

  private void add(Suspicions to, String detector, double score, String why) {
    double sure = score + (sample.hidden() && score > 0.5 ? 0.03 : 0);
    SqlDetector.add(to, detector, Math.min(sure, 0.97), why);
  }
}
