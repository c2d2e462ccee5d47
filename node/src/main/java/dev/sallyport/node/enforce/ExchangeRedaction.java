// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.DataClass;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Redaction;
import dev.sallyport.protocol.redaction.ContentFinder;
import dev.sallyport.protocol.redaction.Redacting;
import dev.sallyport.protocol.redaction.RedactionLimits;
import dev.sallyport.protocol.redaction.Replacement;
import dev.sallyport.protocol.redaction.TokenTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What is replaced in the two directions of one exchange, and how. Tokens for values of the request
 * are turned back in the answer; those for values of the answer lead back to nothing.
 *
 * @param request of what is sent
 * @param answer of what is answered
 * @param editsRequest whether values are replaced in what is sent
 * @param editsAnswer whether values are replaced, or turned back, in what is answered
 */
record ExchangeRedaction(
    Redacting request, Redacting answer, boolean editsRequest, boolean editsAnswer) {
  /** Most tokens of one exchange; further values are masked. Prevents that a table is held. */
  private static final int TOKENS_MAX = 1024;

  static ExchangeRedaction of(
      List<Redaction> redactions,
      boolean failsClosed,
      Function<Set<DataClass>, ContentFinder> finders,
      RandomGenerator random,
      RedactionLimits limits) {
    Set<DataClass> sent = classes(redactions, Direction.FROM_CLIENT, false);
    Set<DataClass> answered = classes(redactions, Direction.FROM_SERVER, false);
    Set<DataClass> tokens = classes(redactions, Direction.FROM_CLIENT, true);
    TokenTable table = new TokenTable(random, TOKENS_MAX);
    Redacting request = new Redacting(finders.apply(sent), by(table, tokens), limits, failsClosed);
    ContentFinder ofAnswer = finders.apply(answered);
    Replacement own =
        by(new TokenTable(random, TOKENS_MAX), classes(redactions, Direction.FROM_SERVER, true));
    Redacting answer =
        tokens.isEmpty()
            ? new Redacting(ofAnswer, own, limits, failsClosed)
            : table.restoring(ofAnswer, own, limits, failsClosed);
    return new ExchangeRedaction(
        request, answer, !sent.isEmpty(), !answered.isEmpty() || !tokens.isEmpty());
  }

  Redacting of(Direction direction) {
    return direction == Direction.FROM_CLIENT ? request : answer;
  }

  boolean edits(Direction direction) {
    return direction == Direction.FROM_CLIENT ? editsRequest : editsAnswer;
  }

  /** Returns whether all that passed was looked at. */
  boolean whole() {
    return request.unlooked() + answer.unlooked() == 0;
  }

  private static Set<DataClass> classes(
      List<Redaction> redactions, Direction direction, boolean tokensOnly) {
    Set<DataClass> classes = EnumSet.noneOf(DataClass.class);
    for (Redaction each : redactions) {
      if (each.covers(direction) && (!tokensOnly || each.method() == Redaction.Method.TOKEN)) {
        classes.addAll(each.classes());
      }
    }
    return classes;
  }

  private static Replacement by(TokenTable table, Set<DataClass> tokens) {
    return (dataClass, value, number) ->
        (tokens.contains(dataClass) ? table : Replacement.MASKS).replace(dataClass, value, number);
  }
}
