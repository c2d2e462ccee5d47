// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.summary;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.ApiField;
import dev.sallyport.model.Authentication;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What exchanges of one edge said of the API they call: names and types, never values. {@link
 * #plus} commutes and associates, and {@link #NONE} is its zero. Where there are more names than a
 * bound, those first in order are kept, so that this stays so.
 *
 * @param authentications how requests said who sends them; one request may do so in several ways
 * @param claims names of claims in JSON Web Tokens, at most {@value #CLAIMS_MAX}
 * @param requestTypes media types of requests, at most {@value #TYPES_MAX}
 * @param responseTypes media types of answers, at most {@value #TYPES_MAX}
 * @param requestsRead requests whose fields were looked at
 * @param responsesRead successful answers whose fields were looked at
 * @param fields parameters and fields, at most {@value #FIELDS_MAX}
 * @param more whether some of these were left out
 * @param listLength elements of the longest list at the top of an answer; -1 when there was none
 * @param objects how many different objects were asked for by the values in paths
 */
public record ApiCounts(
    SortedMap<Authentication, AuthenticationCounts> authentications,
    SortedSet<String> claims,
    SortedSet<String> requestTypes,
    SortedSet<String> responseTypes,
    long requestsRead,
    long responsesRead,
    SortedMap<ApiField, FieldCounts> fields,
    boolean more,
    int listLength,
    ObjectCounts objects) {
  /** Most names of claims. */
  public static final int CLAIMS_MAX = 32;

  /** Most media types. */
  public static final int TYPES_MAX = 6;

  /** Most parameters and fields. */
  public static final int FIELDS_MAX = 160;

  /** Nothing was said. */
  public static final ApiCounts NONE =
      new ApiCounts(
          new TreeMap<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          0,
          0,
          new TreeMap<>(),
          false,
          -1);

  public ApiCounts {
    more |=
        claims.size() > CLAIMS_MAX
            || requestTypes.size() > TYPES_MAX
            || responseTypes.size() > TYPES_MAX
            || fields.size() > FIELDS_MAX;
    authentications = Collections.unmodifiableSortedMap(new TreeMap<>(authentications));
    claims = first(claims, CLAIMS_MAX);
    requestTypes = first(requestTypes, TYPES_MAX);
    responseTypes = first(responseTypes, TYPES_MAX);
    TreeMap<ApiField, FieldCounts> kept = new TreeMap<>(fields);
    while (kept.size() > FIELDS_MAX) {
      kept.pollLastEntry();
    }
    fields = Collections.unmodifiableSortedMap(kept);
    requireNonNull(objects, "objects");
    if (requestsRead < 0 || responsesRead < 0 || listLength < -1) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** Makes counts of calls that named no object. */
  public ApiCounts(
      SortedMap<Authentication, AuthenticationCounts> authentications,
      SortedSet<String> claims,
      SortedSet<String> requestTypes,
      SortedSet<String> responseTypes,
      long requestsRead,
      long responsesRead,
      SortedMap<ApiField, FieldCounts> fields,
      boolean more,
      int listLength) {
    this(
        authentications,
        claims,
        requestTypes,
        responseTypes,
        requestsRead,
        responsesRead,
        fields,
        more,
        listLength,
        ObjectCounts.NONE);
  }

  /** Returns the same with what objects were asked for. */
  public ApiCounts withObjects(ObjectCounts objects) {
    return new ApiCounts(
        authentications,
        claims,
        requestTypes,
        responseTypes,
        requestsRead,
        responsesRead,
        fields,
        more,
        listLength,
        objects);
  }

  /** Returns whether nothing was said. */
  public boolean isNone() {
    return authentications.isEmpty();
  }

  /** Returns what both say together. */
  public ApiCounts plus(ApiCounts other) {
    if (other.equals(NONE)) {
      return this;
    }
    if (equals(NONE)) {
      return other;
    }
    TreeMap<Authentication, AuthenticationCounts> ways = new TreeMap<>(authentications);
    other.authentications.forEach(
        (way, counts) -> ways.merge(way, counts, AuthenticationCounts::plus));
    return new ApiCounts(
        ways,
        joined(claims, other.claims),
        joined(requestTypes, other.requestTypes),
        joined(responseTypes, other.responseTypes),
        Counting.add(requestsRead, other.requestsRead),
        Counting.add(responsesRead, other.responsesRead),
        joined(fields, other.fields),
        more || other.more,
        Math.max(listLength, other.listLength),
        objects.plus(other.objects));
  }

  private static SortedMap<ApiField, FieldCounts> joined(
      SortedMap<ApiField, FieldCounts> a, SortedMap<ApiField, FieldCounts> b) {
    if (b.isEmpty()) {
      return a;
    }
    TreeMap<ApiField, FieldCounts> both = new TreeMap<>(a);
    b.forEach((field, counts) -> both.merge(field, counts, FieldCounts::plus));
    return both;
  }

  private static SortedSet<String> joined(SortedSet<String> a, SortedSet<String> b) {
    if (a.containsAll(b)) {
      return a;
    }
    TreeSet<String> both = new TreeSet<>(a);
    both.addAll(b);
    return both;
  }

  private static SortedSet<String> first(SortedSet<String> names, int most) {
    TreeSet<String> kept = new TreeSet<>(names);
    while (kept.size() > most) {
      kept.pollLast();
    }
    return Collections.unmodifiableSortedSet(kept);
  }
}
