// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the notation of shapes: literals, classes <code>[A-Za-z0-9_-]</code>, <code>\d \w \h</code>
 * (hexadecimal digit), groups, alternatives, and the repetitions <code>? * + {m} {m,} {m,n}</code>.
 * No look-around, no back-reference, no <code>.</code>: what cannot run in linear time cannot be
 * written.
 */
final class ShapeParser {
  private static final ByteSet HEX = ByteSet.DIGITS.or(ByteSet.of("abcdefABCDEF"));

  /** More copies than this of one part are a mistake of the author. */
  private static final int REPEAT_MAX = 2_000;

  private final String text;
  private final boolean anyCase;
  private int at;

  ShapeParser(String text, boolean anyCase) {
    this.text = text;
    this.anyCase = anyCase;
  }

  ShapeNode parse() {
    ShapeNode node = choice();
    if (at < text.length()) {
      throw wrong("unexpected '" + text.charAt(at) + "'");
    }
    return node;
  }

  private ShapeNode choice() {
    List<ShapeNode> options = new ArrayList<>();
    options.add(sequence());
    while (at < text.length() && text.charAt(at) == '|') {
      at++;
      options.add(sequence());
    }
    return options.size() == 1 ? options.getFirst() : new ShapeNode.Choice(options);
  }

  private ShapeNode sequence() {
    List<ShapeNode> parts = new ArrayList<>();
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      parts.add(repeated(atom()));
    }
    return new ShapeNode.Sequence(parts);
  }

  private ShapeNode atom() {
    char c = text.charAt(at++);
    return switch (c) {
      case '(' -> {
        ShapeNode inner = choice();
        expect(')');
        yield inner;
      }
      case '[' -> one(set());
      case '\\' -> one(escaped());
      case '.', '^', '$', '*', '+', '?', '{' -> throw wrong("'" + c + "' has no meaning here");
      default -> one(ByteSet.of(String.valueOf(c)));
    };
  }

  private ShapeNode one(ByteSet bytes) {
    return new ShapeNode.One(anyCase ? bytes.anyCase() : bytes);
  }

  private ShapeNode repeated(ShapeNode part) {
    if (at == text.length()) {
      return part;
    }
    switch (text.charAt(at)) {
      case '?' -> {
        at++;
        return new ShapeNode.Repeat(part, 0, 1);
      }
      case '*' -> {
        at++;
        return new ShapeNode.Repeat(part, 0, ShapeNode.Repeat.UNBOUNDED);
      }
      case '+' -> {
        at++;
        return new ShapeNode.Repeat(part, 1, ShapeNode.Repeat.UNBOUNDED);
      }
      case '{' -> {
        at++;
        return counted(part);
      }
      default -> {
        return part;
      }
    }
  }

  private ShapeNode counted(ShapeNode part) {
    int least = number();
    int most = least;
    if (text.charAt(at) == ',') {
      at++;
      most = text.charAt(at) == '}' ? ShapeNode.Repeat.UNBOUNDED : number();
    }
    expect('}');
    if (most != ShapeNode.Repeat.UNBOUNDED && most < least) {
      throw wrong("a repetition of at least " + least + " and at most " + most);
    }
    return new ShapeNode.Repeat(part, least, most);
  }

  private int number() {
    int begin = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      at++;
    }
    if (begin == at || at - begin > 4 || at == text.length()) {
      throw wrong("expected a number");
    }
    int value = Integer.parseInt(text, begin, at, 10);
    if (value > REPEAT_MAX) {
      throw wrong("a repetition of more than " + REPEAT_MAX);
    }
    return value;
  }

  private ByteSet set() {
    ByteSet set = ByteSet.NONE;
    boolean negated = at < text.length() && text.charAt(at) == '^';
    if (negated) {
      at++;
    }
    while (at < text.length() && text.charAt(at) != ']') {
      char c = text.charAt(at++);
      if (c == '\\') {
        set = set.or(escaped());
      } else if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
        set = set.or(ByteSet.range(c, text.charAt(at + 1)));
        at += 2;
      } else {
        set = set.or(ByteSet.of(String.valueOf(c)));
      }
    }
    expect(']');
    return negated ? set.not() : set;
  }

  private ByteSet escaped() {
    if (at == text.length()) {
      throw wrong("nothing after '\\'");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case 'd' -> ByteSet.DIGITS;
      case 'w' -> ByteSet.WORD;
      case 'h' -> HEX;
      case 's' -> ByteSet.of(" \t\r\n");
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw wrong("unknown '\\" + c + "'");
        }
        yield ByteSet.of(String.valueOf(c));
      }
    };
  }

  private void expect(char c) {
    if (at >= text.length() || text.charAt(at) != c) {
      throw wrong("expected '" + c + "'");
    }
    at++;
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("shape " + text + " at " + at + ": " + why);
  }
}
