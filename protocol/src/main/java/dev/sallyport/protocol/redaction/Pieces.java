// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;
import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Place;
import java.util.Arrays;

/** Redacts whole pieces in place. */
final class Pieces {
  private static final int VALUE_MIN = 5;

  private final Redacting redacting;
  private final Written written = new Written();

  Pieces(Redacting redacting) {
    this.redacting = redacting;
  }

  /** Replaces values in a content, in the array that holds it. */
  void redact(Content content) {
    Spans found = new Spans();
    redacting.finder().find(content, found);
    JsonState walk = new JsonState(false);
    int walked = 0;
    for (Spans.Span span : found.apart()) {
      walk.advance(content.bytes(), content.offset() + walked, content.offset() + span.start());
      walked = span.start();
      boolean number =
          switch (content.form()) {
            case JSON, NDJSON -> !walk.inString();
            case SQL -> bareInSql(content, span);
            default -> false;
          };
      replace(content.form(), content.bytes(), content.offset(), span, number);
    }
  }

  /** Replaces values in one field, from {@code from} to {@code to} of the array. */
  void redact(Place place, byte[] octets, int from, int to) {
    if (to - from < VALUE_MIN || !isText(octets, from, to)) {
      return;
    }
    if (octets[from] == '{' || octets[from] == '[') {
      redact(new Content(place, Form.JSON, octets, from, to - from, true));
      return;
    }
    Spans found = new Spans();
    redacting.finder().find(place, Arrays.copyOfRange(octets, from, to), found);
    boolean number = isNumber(octets, from, to);
    for (Spans.Span span : found.apart()) {
      replace(Form.PLAIN, octets, from, span, number);
    }
  }

  private void replace(Form form, byte[] octets, int offset, Spans.Span span, boolean number) {
    written.read(form, octets, offset + span.start(), offset + span.end());
    char[] before = written.chars();
    char[] after = before.clone();
    redacting.replacement().replace(span.dataClass(), after, number);
    for (int i = 0; i < after.length; i++) {
      if (after[i] != before[i]) {
        written.put(i, after[i], octets, 0);
      }
    }
    redacting.count(span.dataClass());
  }

  /** A number outside of quotes must stay one, or the statement means something else. */
  private static boolean bareInSql(Content content, Spans.Span span) {
    boolean quoted = false;
    for (int i = content.offset(); i < content.offset() + span.start(); i++) {
      quoted ^= content.bytes()[i] == '\'';
    }
    int from = content.offset() + span.start();
    return !quoted && isNumber(content.bytes(), from, content.offset() + span.end());
  }

  private static boolean isNumber(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean sign = i == from && octets[i] == '-';
      if (!sign && octets[i] != '.' && (octets[i] < '0' || octets[i] > '9')) {
        return false;
      }
    }
    return true;
  }

  /** Numbers in binary and the like are not looked at. */
  private static boolean isText(byte[] octets, int from, int to) {
    for (int i = from; i < to; i++) {
      byte each = octets[i];
      if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
        return false;
      }
    }
    return true;
  }
}
