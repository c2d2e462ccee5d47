// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.cel;

import dev.sallyport.policy.cel.Expression.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads an expression (CEL language definition, section "Syntax"). Bounded in depth. */
public final class Parser {
  /** Deepest nesting that is read. */
  private static final int DEPTH_MAX = 48;

  private static final Set<String> RESERVED =
      Set.of(
          "null",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private final List<Token> tokens;
  private int next;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads an expression.
   *
   * @throws CelException when it is none
   */
  public static Expression parse(String text) throws CelException {
    Parser parser = new Parser(Lexer.tokens(text));
    Expression read = parser.choice();
    if (parser.peek().kind() != Token.Kind.END) {
      throw parser.unexpected("an operator such as && or the end");
    }
    return read;
  }

  private Expression choice() throws CelException {
    if (++depth > DEPTH_MAX) {
      throw new CelException(peek().at(), "it is nested deeper than " + DEPTH_MAX + " levels");
    }
    Expression test = either();
    if (peek().is("?")) {
      int at = take().at();
      Expression yes = either();
      expect(":");
      test = new Expression.Choice(test, yes, choice(), at);
    }
    depth--;
    return test;
  }

  private Expression either() throws CelException {
    Expression left = both();
    while (peek().is("||")) {
      int at = take().at();
      left = new Expression.Pair(Operator.OR, left, both(), at);
    }
    return left;
  }

  private Expression both() throws CelException {
    Expression left = relation();
    while (peek().is("&&")) {
      int at = take().at();
      left = new Expression.Pair(Operator.AND, left, relation(), at);
    }
    return left;
  }

  private Expression relation() throws CelException {
    Expression left = sum();
    while (true) {
      Token sign = peek();
      Operator operator =
          switch (sign.kind() == Token.Kind.SIGN || isIn(sign) ? sign.text() : "") {
            case "==" -> Operator.EQUAL;
            case "!=" -> Operator.UNEQUAL;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.LESS_OR_EQUAL;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.GREATER_OR_EQUAL;
            case "in" -> Operator.IN;
            default -> Operator.OR;
          };
      if (operator == Operator.OR) {
        return left;
      }
      take();
      left = new Expression.Pair(operator, left, sum(), sign.at());
    }
  }

  private static boolean isIn(Token token) {
    return token.kind() == Token.Kind.NAME && token.text().equals("in");
  }

  private Expression sum() throws CelException {
    Expression left = product();
    while (peek().is("+") || peek().is("-")) {
      Token sign = take();
      Operator operator = sign.is("+") ? Operator.PLUS : Operator.MINUS;
      left = new Expression.Pair(operator, left, product(), sign.at());
    }
    return left;
  }

  private Expression product() throws CelException {
    Expression left = unary();
    while (peek().is("*") || peek().is("/") || peek().is("%")) {
      Token sign = take();
      Operator operator =
          sign.is("*") ? Operator.TIMES : sign.is("/") ? Operator.DIVIDE : Operator.MODULO;
      left = new Expression.Pair(operator, left, unary(), sign.at());
    }
    return left;
  }

  private Expression unary() throws CelException {
    Token sign = peek();
    if (!sign.is("!") && !sign.is("-")) {
      return member();
    }
    if (++depth > DEPTH_MAX) {
      throw new CelException(sign.at(), "it is nested deeper than " + DEPTH_MAX + " levels");
    }
    take();
    Expression part = unary();
    depth--;
    return sign.is("!")
        ? new Expression.Not(part, sign.at())
        : new Expression.Minus(part, sign.at());
  }

  private Expression member() throws CelException {
    Expression of = primary();
    while (true) {
      if (peek().is(".")) {
        take();
        Token name = peek();
        if (name.kind() != Token.Kind.NAME) {
          throw unexpected("a name behind the dot");
        }
        take();
        of =
            peek().is("(")
                ? new Expression.Method(of, name.text(), arguments(), name.at())
                : new Expression.Member(of, name.text(), name.at());
      } else if (peek().is("[")) {
        int at = take().at();
        Expression key = choice();
        expect("]");
        of = new Expression.Element(of, key, at);
      } else {
        return of;
      }
    }
  }

  private Expression primary() throws CelException {
    Token token = peek();
    if (token.kind() == Token.Kind.END
        || (token.kind() == Token.Kind.SIGN && "([{".indexOf(token.text()) < 0)) {
      throw unexpected("a value, a name or '('");
    }
    take();
    switch (token.kind()) {
      case TEXT -> {
        return new Expression.Text(token.text(), token.at());
      }
      case WHOLE -> {
        return new Expression.Whole(Long.parseLong(token.text()), token.at());
      }
      case DECIMAL -> {
        return new Expression.Decimal(Double.parseDouble(token.text()), token.at());
      }
      case NAME -> {
        return name(token);
      }
      case SIGN, END -> {
        if (token.is("(")) {
          Expression inner = choice();
          expect(")");
          return inner;
        }
        if (token.is("[")) {
          return new Expression.Items(list("]"), token.at());
        }
        throw new CelException(token.at(), "maps in braces are not supported");
      }
    }
    throw new AssertionError("every kind is handled");
  }

  private Expression name(Token token) throws CelException {
    String name = token.text();
    if (name.equals("true") || name.equals("false")) {
      return new Expression.Bool(name.equals("true"), token.at());
    }
    if (RESERVED.contains(name) || name.equals("in")) {
      throw new CelException(token.at(), "'" + name + "' is a reserved word");
    }
    return peek().is("(")
        ? new Expression.Call(name, arguments(), token.at())
        : new Expression.Name(name, token.at());
  }

  private List<Expression> arguments() throws CelException {
    expect("(");
    return list(")");
  }

  private List<Expression> list(String close) throws CelException {
    List<Expression> items = new ArrayList<>();
    while (!peek().is(close)) {
      items.add(choice());
      if (!peek().is(close)) {
        expect(",");
      }
    }
    take();
    return items;
  }

  private void expect(String sign) throws CelException {
    if (!peek().is(sign)) {
      throw unexpected("'" + sign + "'");
    }
    take();
  }

  private CelException unexpected(String expected) {
    return new CelException(peek().at(), "expected " + expected + ", not " + peek().shown());
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }
}
