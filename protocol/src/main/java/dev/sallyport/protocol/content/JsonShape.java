// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.ValueType;
import dev.sallyport.protocol.content.JsonTokens.Token;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Notes the fields of a JSON text with the types of their values. */
final class JsonShape {
  private static final int STRING_MAX = 256;

  private final Content content;
  private final Direction direction;
  private final Noted noted;
  private final JsonTokens tokens;
  private final String[] paths;
  private final int[] keys;
  private @Nullable String key;
  private int listLength = -1;

  JsonShape(Content content, Direction direction, Noted noted) {
    this.content = content;
    this.direction = direction;
    this.noted = noted;
    this.tokens =
        new JsonTokens(content.bytes(), content.offset(), content.offset() + content.length());
    this.paths = new String[noted.limits().depth() + 2];
    this.keys = new int[noted.limits().depth() + 2];
  }

  /** Reads it; returns the length of the longest list at its top, -1 for none. */
  int read() {
    int[] lengths = new int[3];
    paths[0] = "$";
    for (Token token = tokens.next();
        token != Token.END && token != Token.BROKEN;
        token = tokens.next()) {
      int depth = tokens.depth();
      switch (token) {
        case OBJECT, ARRAY -> {
          count(lengths, depth - 1);
          if (depth > noted.limits().depth()) {
            tokens.skip();
            key = null;
          } else {
            open(depth, token == Token.OBJECT, lengths);
          }
        }
        case KEY -> key = key(depth);
        case STRING -> {
          count(lengths, depth);
          value(depth, tokens.escaped() ? ValueType.STRING : ValueType.ofText(text(STRING_MAX)));
        }
        case OTHER -> {
          count(lengths, depth);
          value(depth, literal());
        }
        case OBJECT_END, ARRAY_END, END, BROKEN -> key = null;
      }
    }
    return listLength;
  }

  private void open(int depth, boolean object, int[] lengths) {
    String at = path(depth - 1);
    noted.add(direction, Place.Part.JSON, at, object ? ValueType.OBJECT : ValueType.ARRAY);
    paths[depth] = object ? at : at + "[*]";
    keys[depth] = 0;
    key = null;
    if (depth < lengths.length) {
      lengths[depth] = object ? -1 : 0;
    }
    if (!object && depth < lengths.length) {
      listLength = Math.max(listLength, 0);
    }
  }

  /** Counts a value that stands in a list at the top, or in a list right below it. */
  private void count(int[] lengths, int depth) {
    if (depth > 0 && depth < lengths.length && lengths[depth] >= 0) {
      listLength = Math.max(listLength, ++lengths[depth]);
    }
  }

  private void value(int depth, ValueType type) {
    noted.add(direction, Place.Part.JSON, path(depth), type);
    key = null;
  }

  /** Returns where the next value stands. */
  private String path(int depth) {
    String at = paths[depth];
    if (key == null) {
      return at;
    }
    boolean plain = key.chars().allMatch(each -> each != '.' && each != '[' && each != '\'');
    return plain ? at + "." + key : at + "['" + key.replace("'", "") + "']";
  }

  private String key(int depth) {
    boolean map = ++keys[depth] > noted.limits().keysPerObject();
    return map || tokens.escaped() ? "{id}" : noted.name(text(STRING_MAX));
  }

  private ValueType literal() {
    byte first = content.bytes()[tokens.start()];
    return switch (first) {
      case 't', 'f' -> ValueType.BOOLEAN;
      case 'n' -> ValueType.NULL;
      default -> {
        for (int i = tokens.start(); i < tokens.end(); i++) {
          byte each = content.bytes()[i];
          if (each == '.' || each == 'e' || each == 'E') {
            yield ValueType.NUMBER;
          }
        }
        yield ValueType.INTEGER;
      }
    };
  }

  private String text(int most) {
    int length = Math.min(most + 1, tokens.end() - tokens.start());
    return new String(content.bytes(), tokens.start(), length, StandardCharsets.UTF_8);
  }
}
