// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.blueprint.catalogue;

import static java.util.Objects.requireNonNull;

/**
 * Something about an operation that the OWASP API Security Top 10 of 2023 warns of, as far as
 * traffic alone shows it.
 *
 * @param risk the risk's number in that list
 * @param operation the operation
 * @param what what was seen
 * @param evidence the counts and names it rests on
 */
public record ApiFinding(Risk risk, ApiOperation operation, String what, String evidence) {

  /** Risks of the list that traffic can show without trying anything out. */
  public enum Risk {
    /** Broken authorisation of objects: a caller walks through what may not be its own. */
    API1,
    /** Broken authentication. */
    API2,
    /** Broken authorisation of properties: answers say more than they should. */
    API3,
    /** Unrestricted use of resources. */
    API4,
    /** Broken authorisation of functions. */
    API5,
    /** Requests that the server makes where the caller points it. */
    API7,
    /** Security misconfiguration. */
    API8,
    /** Inventory that is out of hand: old versions. */
    API9
  }

  public ApiFinding {
    requireNonNull(risk, "risk");
    requireNonNull(operation, "operation");
    requireNonNull(what, "what");
    requireNonNull(evidence, "evidence");
  }
}
