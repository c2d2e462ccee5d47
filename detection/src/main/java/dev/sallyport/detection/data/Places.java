// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.detection.data;

import dev.sallyport.detection.text.FormWalk;
import dev.sallyport.detection.text.JsonWalk;
import dev.sallyport.detection.text.MarkupWalk;
import dev.sallyport.detection.text.TextLimits;
import dev.sallyport.model.Content;
import dev.sallyport.model.Place;

/**
 * Finds where the bytes of a content stand, asked for in rising order; it walks the content once at
 * most, and only when asked. Not safe for use by several threads.
 */
final class Places {
  private enum Form {
    JSON,
    FORM,
    MARKUP,
    WHOLE
  }

  private final JsonWalk json;
  private final FormWalk form;
  private final MarkupWalk markup = new MarkupWalk();
  private Form kind = Form.WHOLE;
  private Place whole = Place.of(Place.Part.TEXT);
  private boolean open;

  Places(TextLimits limits) {
    json = new JsonWalk(limits);
    form = new FormWalk(limits);
  }

  void start(Content content, int length) {
    whole = content.place();
    kind = kind(content, length);
    open = true;
    switch (kind) {
      case JSON -> json.start(content.bytes(), content.offset(), length);
      case FORM -> {
        form.start(content.bytes(), content.offset(), length);
        open = form.next();
      }
      case MARKUP -> {
        markup.start(content.bytes(), content.offset(), length);
        open = markup.next();
      }
      case WHOLE -> {}
    }
  }

  private static Form kind(Content content, int length) {
    int end = content.offset() + length;
    return switch (content.form()) {
      case JSON, NDJSON -> Form.JSON;
      case URL_ENCODED -> Form.FORM;
      case XML, HTML -> Form.MARKUP;
      case PLAIN ->
          JsonWalk.looksLikeJson(content.bytes(), content.offset(), end)
              ? Form.JSON
              : FormWalk.looksLikeForm(content.bytes(), content.offset(), end)
                  ? Form.FORM
                  : Form.WHOLE;
      case GRAPHQL, SQL, BINARY -> Form.WHOLE;
    };
  }

  /** Returns where a byte stands. */
  Place at(int index) {
    return switch (kind) {
      case JSON -> {
        json.seek(index);
        yield json.place(whole.part());
      }
      case FORM -> {
        while (open && form.valueEnd() <= index) {
          open = form.next();
        }
        Place.Part part = whole.part() == Place.Part.QUERY ? Place.Part.QUERY : Place.Part.FORM;
        yield open ? form.place(part) : whole;
      }
      case MARKUP -> {
        while (open && markup.end() <= index) {
          open = markup.next();
        }
        yield open ? markup.place() : whole;
      }
      case WHOLE -> whole;
    };
  }
}
