// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import static dev.sallyport.detection.attack.SqlTokens.CAST;
import static dev.sallyport.detection.attack.SqlTokens.COMPARE;
import static dev.sallyport.detection.attack.SqlTokens.FUNCTION;
import static dev.sallyport.detection.attack.SqlTokens.JSON_OPERATOR;
import static dev.sallyport.detection.attack.SqlTokens.LOGIC;
import static dev.sallyport.detection.attack.SqlTokens.MATCH;
import static dev.sallyport.detection.attack.SqlTokens.STRUCTURE;
import static dev.sallyport.detection.attack.SqlTokens.VARIABLE;
import static dev.sallyport.detection.attack.SqlTokens.VERB;
import static dev.sallyport.detection.attack.SqlTokens.WORD;

/** Weighs one reading of an argument as SQL: what its clauses would do to a statement. */
final class SqlJudge {
  private final SqlTokens tokens;
  private final boolean quoted;
  private final SqlStatements statements;
  private final SqlConditions conditions;
  private final SqlNames names;
  private final SqlQuotes quotes;

  SqlJudge(SqlReading reading) {
    this.tokens = reading.tokens();
    this.quoted = reading.quote() != ' ';
    this.statements = new SqlStatements(reading);
    this.conditions = new SqlConditions(reading);
    this.names = new SqlNames(reading);
    this.quotes = new SqlQuotes(reading);
  }

  void judge(Suspicions to) {
    for (int i = 0; i < tokens.count(); i++) {
      at(i, to);
    }
    if (quoted) {
      quotes.brokenOut(to);
    }
    quotes.whole(to);
  }

  private void at(int i, Suspicions to) {
    switch (tokens.type(i)) {
      case VERB -> statements.verb(i, to);
      case LOGIC -> conditions.logic(i, to);
      case MATCH -> conditions.match(i, to);
      case FUNCTION -> names.function(i, to);
      case STRUCTURE -> names.structure(i, to);
      case WORD -> names.word(i, to);
      case COMPARE -> conditions.compare(i, to);
      case JSON_OPERATOR, CAST -> conditions.document(i, to);
      case VARIABLE -> names.variable(i, to);
      case ';' -> statements.stacked(i, to);
      default -> {}
    }
  }
}
