// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Message;
import dev.sallyport.protocol.HeadView;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the fields of a head. Remembers those of the last one, since peers tend to say the same
 * again; then nothing is allocated.
 */
final class Fields {
  private static final int REMEMBERED_CHARS_MAX = 8 << 10;

  private List<Message.Field> last = List.of();
  private String type = "";
  private MediaType mediaType = MediaType.NONE;

  List<Message.Field> of(HeadView head) {
    int count = head.fields();
    int same = 0;
    while (same < count && same < last.size() && head.is(same, last.get(same))) {
      same++;
    }
    if (same == count && same == last.size()) {
      return last;
    }
    List<Message.Field> fields = new ArrayList<>(count);
    long chars = 0;
    for (int i = 0; i < count; i++) {
      Message.Field field = i < last.size() ? last.get(i) : null;
      if (field == null || (i >= same && !head.is(i, field))) {
        field = new Message.Field(head.name(i), head.value(i));
      }
      fields.add(field);
      chars += field.name().length() + field.value().length();
    }
    List<Message.Field> made = List.copyOf(fields);
    last = chars > REMEMBERED_CHARS_MAX ? List.of() : made;
    return made;
  }

  /** Returns the value of the first field of that name, empty when there is none. */
  static String first(List<Message.Field> fields, String lowerName) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equalsIgnoreCase(lowerName)) {
        return fields.get(i).value();
      }
    }
    return "";
  }

  /** Returns what the fields say the body is. */
  MediaType mediaType(List<Message.Field> fields) {
    String value = first(fields, "content-type");
    if (!value.equals(type)) {
      type = value;
      mediaType = MediaType.of(value);
    }
    return mediaType;
  }
}
