// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;

/** Redacts whole pieces in place. */
final class Pieces {
  private final Redacting redacting;
  private final Written written = new Written();

  Pieces(Redacting redacting) {
    this.redacting = redacting;
  }

  /** Replaces values in a content, in the array that holds it. */
  void redact(Content content) {
    Spans found = new Spans();
    redacting.finder().find(content, found);
    int from = content.offset();
    for (Spans.Span span : found.apart()) {
      boolean number = false;
      if (content.form() == Content.Form.JSON) {
        JsonState state = new JsonState(false);
        state.advance(content.bytes(), from, from + span.start());
        number = !state.inString();
      }
      written.read(content.form(), content.bytes(), from + span.start(), from + span.end());
      char[] before = written.chars();
      char[] after = before.clone();
      redacting.replacement().replace(span.dataClass(), after, number);
      for (int i = 0; i < after.length; i++) {
        if (after[i] != before[i]) {
          written.put(i, after[i], content.bytes(), 0);
        }
      }
      redacting.count(span.dataClass());
    }
  }
}
