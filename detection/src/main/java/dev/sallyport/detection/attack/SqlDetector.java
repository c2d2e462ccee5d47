// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.attack;

import dev.sallyport.model.AttackFamily;
import dev.sallyport.model.Severity;

/**
 * Reads an argument as a database would where a program puts it into a statement: as it is, and as
 * what follows when a quote in it ends the program's string.
 */
final class SqlDetector implements Detector {
  private static final int SIGNS =
      Glance.QUOTE
          | Glance.DOUBLE_QUOTE
          | Glance.BACKTICK
          | Glance.PARENTHESIS
          | Glance.SEMICOLON
          | Glance.EQUALS
          | Glance.ANGLE
          | Glance.STAR
          | Glance.HASH
          | Glance.DOUBLE_MINUS
          | Glance.PIPE
          | Glance.AMPERSAND
          | Glance.AT
          | Glance.BANG
          | Glance.SPACE;
  private static final int WORDS =
      Kind.set(
          Kind.SQL_VERB,
          Kind.SQL_LOGIC,
          Kind.SQL_MATCH,
          Kind.SQL_FUNCTION,
          Kind.SQL_STRUCTURE,
          Kind.SQL_NAME);
  private static final int TOKENS_MAX = 600;

  @Override
  public void examine(Sample sample, Suspicions suspicions) {
    if (!sample.has(SIGNS) && !sample.knows(Kind.SQL_NAME)) {
      return;
    }
    if (!sample.knowsAny(WORDS)
        && !sample.has(
            Glance.QUOTE
                | Glance.DOUBLE_QUOTE
                | Glance.BACKTICK
                | Glance.ANGLE
                | Glance.BANG
                | Glance.PIPE
                | Glance.AMPERSAND
                | Glance.EQUALS)) {
      return;
    }
    String text = sample.text();
    reading(sample, 0, ' ', suspicions);
    if (sample.has(Glance.QUOTE)) {
      quoted(sample, '\'', suspicions);
    }
    if (sample.has(Glance.DOUBLE_QUOTE)) {
      quoted(sample, '"', suspicions);
    }
    if (sample.has(Glance.BACKTICK)) {
      reading(sample, text.indexOf('`') + 1, '`', suspicions);
    }
  }

  /** Reads what stands behind the first quote, and behind a second one that follows at once. */
  private static void quoted(Sample sample, char quote, Suspicions suspicions) {
    String text = sample.text();
    int first = text.indexOf(quote);
    reading(sample, first + 1, quote, suspicions);
    if (first + 1 < text.length() && text.charAt(first + 1) == quote) {
      reading(sample, first + 2, quote, suspicions);
    }
  }

  private static void reading(Sample sample, int start, char quote, Suspicions suspicions) {
    SqlTokens tokens = new SqlTokens(sample.text(), sample.lower(), start, TOKENS_MAX);
    boolean escape = start > 1 && quote != ' ' && sample.text().charAt(start - 2) == '\\';
    SqlReading reading = new SqlReading(sample, tokens, quote, escape, sample.prose());
    new SqlJudge(reading).judge(suspicions);
  }

  static void add(Suspicions suspicions, String detector, double score, String evidence) {
    suspicions.add(
        detector,
        AttackFamily.SQL_INJECTION,
        score >= 0.8 ? Severity.CRITICAL : Severity.HIGH,
        score,
        evidence);
  }
}
