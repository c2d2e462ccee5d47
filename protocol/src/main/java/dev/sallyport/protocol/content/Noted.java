// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.ApiField;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Place;
import dev.sallyport.model.SegmentShape;
import dev.sallyport.model.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fields and their types as they are noted, up to a bound. */
final class Noted {
  private final ShapeLimits limits;
  private final Map<ApiField, Integer> fields = new LinkedHashMap<>();

  Noted(ShapeLimits limits) {
    this.limits = limits;
  }

  Map<ApiField, Integer> fields() {
    return fields;
  }

  ShapeLimits limits() {
    return limits;
  }

  void add(Direction direction, Place.Part part, String name, ValueType type) {
    ApiField field = new ApiField(direction, new Place(part, name));
    Integer known = fields.get(field);
    if (known != null) {
      fields.put(field, known | type.bit());
    } else if (fields.size() < limits.fields()) {
      fields.put(field, type.bit());
    }
  }

  /** Returns a name as it may be noted: what looks like a value is none. */
  String name(String sent) {
    boolean named =
        !sent.isEmpty()
            && sent.length() <= limits.nameChars()
            && SegmentShape.of(sent) != SegmentShape.VALUE
            && sent.chars().noneMatch(each -> each < ' ' || each > '~');
    return named ? sent : "{id}";
  }
}
