// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.ApiField;
import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Authentication;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the exchanges of one edge in one window said of the API. Not thread-safe. */
final class ApiCounter {
  private final TreeMap<Authentication, AuthenticationCounts> authentications = new TreeMap<>();
  private final Set<String> claims = new HashSet<>(0);
  private final Set<String> requestTypes = new HashSet<>(2);
  private final Set<String> responseTypes = new HashSet<>(2);
  private final Map<ApiField, FieldCounts> fields = new HashMap<>(0);
  private long requestsRead;
  private long responsesRead;
  private boolean more;
  private int listLength = -1;
  private @Nullable ObjectCounter objects;

  void add(ApiFacts facts, Allowance left) {
    AuthenticationCounts one = AuthenticationCounts.of(facts.status());
    facts
        .authentications()
        .forEach(way -> authentications.merge(way, one, AuthenticationCounts::plus));
    note(facts.claims(), claims, ApiCounts.CLAIMS_MAX);
    note(facts.requestType(), requestTypes);
    note(facts.responseType(), responseTypes);
    requestsRead += facts.requestRead() ? 1 : 0;
    responsesRead += facts.responseRead() ? 1 : 0;
    listLength = Math.max(listLength, facts.listLength());
    facts.fields().forEach((field, types) -> add(field, types, left));
    if (facts.object().isNamed()) {
      add(facts.object(), facts.status(), left);
    }
  }

  private void add(ApiObject object, int status, Allowance left) {
    ObjectCounter known = objects;
    if (known == null && left.take()) {
      known = new ObjectCounter();
      objects = known;
    }
    if (known == null) {
      left.hit("summary.objects");
    } else {
      known.add(object, status);
    }
  }

  private void add(ApiField field, int types, Allowance left) {
    FieldCounts one = new FieldCounts(1, types);
    if (fields.containsKey(field)) {
      fields.merge(field, one, FieldCounts::plus);
    } else if (fields.size() < ApiCounts.FIELDS_MAX && left.take()) {
      fields.put(field, one);
    } else {
      more = true;
      left.hit("summary.fields");
    }
  }

  private void note(Set<String> names, Set<String> known, int most) {
    for (String name : names) {
      if (known.size() < most) {
        known.add(name);
      } else {
        more |= !known.contains(name);
      }
    }
  }

  private void note(String type, Set<String> known) {
    if (!type.isEmpty()) {
      note(Set.of(type), known, ApiCounts.TYPES_MAX);
    }
  }

  ApiCounts freeze() {
    return new ApiCounts(
        authentications,
        new TreeSet<>(claims),
        new TreeSet<>(requestTypes),
        new TreeSet<>(responseTypes),
        requestsRead,
        responsesRead,
        new TreeMap<>(fields),
        more,
        listLength,
        objects == null ? ObjectCounts.NONE : objects.freeze());
  }
}
