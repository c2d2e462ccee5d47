// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.cel;

import java.util.List;

/** An expression as written, as a tree. */
public sealed interface Expression {

  /** Returns the index of its first character, or of its operator, from 0. */
  int at();

  /** A text in quotes. */
  record Text(String value, int at) implements Expression {}

  /** A whole number. */
  record Whole(long value, int at) implements Expression {}

  /** A number with a fraction. */
  record Decimal(double value, int at) implements Expression {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value, int at) implements Expression {}

  /** A list in brackets. */
  record Items(List<Expression> items, int at) implements Expression {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A name. */
  record Name(String name, int at) implements Expression {}

  /** What stands behind a dot. */
  record Member(Expression of, String name, int at) implements Expression {}

  /** What stands in brackets behind something. */
  record Element(Expression of, Expression key, int at) implements Expression {}

  /** A function, for example {@code size(x)}. */
  record Call(String function, List<Expression> arguments, int at) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
    }
  }

  /** A function behind a dot, for example {@code x.startsWith("y")}. */
  record Method(Expression of, String function, List<Expression> arguments, int at)
      implements Expression {
    public Method {
      arguments = List.copyOf(arguments);
    }
  }

  /** {@code !part}. */
  record Not(Expression part, int at) implements Expression {}

  /** {@code -part}. */
  record Minus(Expression part, int at) implements Expression {}

  /** Two expressions with an operator between them. */
  record Pair(Operator operator, Expression left, Expression right, int at) implements Expression {}

  /** {@code test ? yes : no}. */
  record Choice(Expression test, Expression yes, Expression no, int at) implements Expression {}

  /** What may stand between two expressions. */
  enum Operator {
    OR("||"),
    AND("&&"),
    EQUAL("=="),
    UNEQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDE("/"),
    MODULO("%");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** Returns how it is written. */
    public String text() {
      return text;
    }
  }
}
