// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Observation.CallTrait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operation that a GraphQL document asks for: its kind and name, or its outermost fields when
 * it has no name. Reads no more of the language than that needs.
 */
final class GraphqlDocument {
  private static final int ALIASES_MAX = 10;
  private static final int DEPTH_MAX = 15;
  private static final int FIELDS_NAMED = 3;

  private final String text;
  private final String wanted;
  private final List<String> fields = new ArrayList<>();
  private int at;
  private String kind = "";
  private String name = "";
  private boolean found;
  private int operations;
  private int aliases;
  private int deepest;
  private boolean introspection;

  private GraphqlDocument(String text, String wanted) {
    this.text = text;
    this.wanted = wanted;
  }

  /** Reads a document; null when it holds no operation. */
  static @Nullable Call read(String text, String operationName) {
    GraphqlDocument document = new GraphqlDocument(text, operationName);
    document.definitions();
    return document.found ? document.call() : null;
  }

  private Call call() {
    Set<CallTrait> traits = EnumSet.noneOf(CallTrait.class);
    if (introspection) {
      traits.add(CallTrait.INTROSPECTION);
    }
    if (aliases > ALIASES_MAX) {
      traits.add(CallTrait.ALIASES);
    }
    if (deepest > DEPTH_MAX) {
      traits.add(CallTrait.DEEP);
    }
    String named = name;
    if (!Call.isName(named)) {
      named = fields.isEmpty() ? "anonymous" : "{" + String.join(",", fields) + "}";
    }
    return new Call(kind + " " + named, traits);
  }

  private void definitions() {
    while (true) {
      String token = next();
      switch (token) {
        case "" -> {
          return;
        }
        case "{" -> definition("query", "");
        case "query", "mutation", "subscription" -> {
          String name = next();
          boolean named = !name.isEmpty() && isNameStart(name.charAt(0));
          if (toSelection(named ? next() : name)) {
            definition(token, named ? name : "");
          }
        }
        case "fragment" -> {
          if (toSelection(next())) {
            selection(false);
          }
        }
        default -> {
          if (operations == 0) {
            return;
          }
        }
      }
    }
  }

  /** Goes behind the brace that opens a selection; false when there is none. */
  private boolean toSelection(String from) {
    String token = from;
    int parentheses = 0;
    while (!token.isEmpty()) {
      switch (token) {
        case "(" -> parentheses++;
        case ")" -> parentheses--;
        case "{" -> {
          if (parentheses <= 0) {
            return true;
          }
        }
        default -> {}
      }
      token = next();
    }
    return false;
  }

  private void definition(String kind, String name) {
    boolean asked = operations == 0 || (!wanted.isEmpty() && name.equals(wanted));
    operations++;
    found = true;
    if (asked) {
      this.kind = kind;
      this.name = name;
      fields.clear();
    }
    selection(asked);
  }

  /** Reads a selection up to the brace that closes it. */
  private void selection(boolean named) {
    int depth = 1;
    int parentheses = 0;
    String before = "";
    while (depth > 0) {
      String token = next();
      switch (token) {
        case "" -> {
          return;
        }
        case "(" -> parentheses++;
        case ")" -> parentheses--;
        case "{" -> depth += parentheses > 0 ? 0 : 1;
        case "}" -> depth -= parentheses > 0 ? 0 : 1;
        case ":" -> {
          if (parentheses == 0) {
            aliases++;
            if (depth == 1 && named && !fields.isEmpty() && fields.getLast().equals(before)) {
              fields.removeLast();
            }
          }
        }
        default -> {
          if (parentheses == 0 && isNameStart(token.charAt(0)) && !before.equals("@")) {
            introspection |= token.equals("__schema") || token.equals("__type");
            boolean spread = before.equals("...") || before.equals("on");
            if (depth == 1
                && named
                && !spread
                && fields.size() < FIELDS_NAMED
                && Call.isName(token)
                && !fields.contains(token)) {
              fields.add(token);
            }
          }
        }
      }
      deepest = Math.max(deepest, depth);
      before = token;
    }
  }

  /** Returns the next token, empty at the end; strings count as one that is not looked into. */
  private String next() {
    while (at < text.length()) {
      char each = text.charAt(at);
      if (each == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (each <= ' ' || each == ',' || each == '\ufeff') {
        at++;
      } else if (each == '"') {
        return string();
      } else if (isNameStart(each)) {
        int start = at;
        while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
          at++;
        }
        return text.substring(start, at);
      } else if (text.startsWith("...", at)) {
        at += 3;
        return "...";
      } else {
        return text.substring(at, ++at);
      }
    }
    return "";
  }

  private String string() {
    boolean block = text.startsWith("\"\"\"", at);
    if (block) {
      int end = text.indexOf("\"\"\"", at + 3);
      at = end < 0 ? text.length() : end + 3;
      return "\"";
    }
    at++;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, text.length());
    return "\"";
  }

  private static boolean isNameStart(char each) {
    return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || each == '_';
  }

  private static boolean isDigit(char each) {
    return each >= '0' && each <= '9';
  }
}
