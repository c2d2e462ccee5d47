// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.model;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/**
 * What one exchange says of the API it calls: names and types, never values.
 *
 * @param authentications how the request says who sends it; {@link Authentication#NONE} alone when
 *     it does not
 * @param claims names of the claims of a JSON Web Token
 * @param status protocol status of the answer; 0 when there was none
 * @param requestType media type of the request's body, lower case, without parameters; empty for
 *     none
 * @param responseType the same of the answer
 * @param requestRead whether the fields of the request were looked at; most exchanges are not,
 *     since few tell it all
 * @param responseRead whether the fields of a successful answer were looked at
 * @param fields parameters and fields with the set of their types, as bits of {@link ValueType}
 * @param listLength elements of the longest list at the top of the answer; -1 when there is none
 * @param object which object the path names
 */
public record ApiFacts(
    Set<Authentication> authentications,
    Set<String> claims,
    int status,
    String requestType,
    String responseType,
    boolean requestRead,
    boolean responseRead,
    Map<ApiField, Integer> fields,
    int listLength,
    ApiObject object) {
  public ApiFacts {
    authentications = Set.copyOf(authentications);
    claims = Set.copyOf(claims);
    requireNonNull(requestType, "requestType");
    requireNonNull(responseType, "responseType");
    fields = Map.copyOf(fields);
    requireNonNull(object, "object");
  }

  /** Makes facts of an exchange whose path names no object. */
  public ApiFacts(
      Set<Authentication> authentications,
      Set<String> claims,
      int status,
      String requestType,
      String responseType,
      boolean requestRead,
      boolean responseRead,
      Map<ApiField, Integer> fields,
      int listLength) {
    this(
        authentications,
        claims,
        status,
        requestType,
        responseType,
        requestRead,
        responseRead,
        fields,
        listLength,
        ApiObject.NONE);
  }

  /** Returns the same with the status that the exchange came to, and the object it asked for. */
  public ApiFacts with(int status, ApiObject object) {
    return new ApiFacts(
        authentications,
        claims,
        status,
        requestType,
        responseType,
        requestRead,
        responseRead,
        fields,
        listLength,
        object);
  }
}
