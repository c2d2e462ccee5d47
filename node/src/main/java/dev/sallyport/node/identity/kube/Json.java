// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Walks JSON without building a tree. A value of an unexpected type is skipped. */
final class Json {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(4 << 20)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private Json() {}

  /** Reads one field; the parser stands at its value and must be left at the end of it. */
  interface Field {
    void read(String name, JsonParser in) throws IOException;
  }

  /** Reads one item of an array; the parser stands at its start, and is left at its end. */
  interface Item {
    void read(JsonParser in) throws IOException;
  }

  static void fields(JsonParser in, Field field) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      field.read(name, in);
    }
    ended(in, JsonToken.END_OBJECT);
  }

  static void items(JsonParser in, Item item) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      in.skipChildren();
      return;
    }
    for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      if (token == null) {
        throw new IOException("JSON ends in the middle of an array");
      }
      item.read(in);
    }
  }

  /** Returns a text or a number as text; empty for anything else. */
  static String text(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT) {
      return in.getText();
    }
    in.skipChildren();
    return "";
  }

  static boolean flag(JsonParser in) throws IOException {
    boolean flag = in.currentToken() == JsonToken.VALUE_TRUE;
    in.skipChildren();
    return flag;
  }

  /** Returns the texts of an object, at most {@code max} of them. */
  static Map<String, String> texts(JsonParser in, int max) throws IOException {
    Map<String, String> texts = new HashMap<>();
    fields(
        in,
        (name, value) -> {
          String text = text(value);
          if (texts.size() < max) {
            texts.put(name, text);
          }
        });
    return texts;
  }

  private static void ended(JsonParser in, JsonToken expected) throws IOException {
    if (in.currentToken() != expected) {
      throw new IOException("JSON ends in the middle of an object");
    }
  }
}
