// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.admission;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the Kubernetes API asks about: the {@code request} of an {@code AdmissionReview} of {@code
 * admission.k8s.io/v1}.
 *
 * @param uid what the answer must repeat
 * @param operation {@code CREATE}, {@code UPDATE}, {@code DELETE} or {@code CONNECT}
 * @param kind kind of the object
 * @param subresource for example {@code status}; empty for the object itself
 * @param namespace its namespace; empty when it has none
 * @param object the object as it would be; missing when it would be gone
 * @param before the object as it is; missing when there is none
 */
record Request(
    String uid,
    String operation,
    String kind,
    String subresource,
    String namespace,
    JsonNode object,
    JsonNode before) {
  Request {
    requireNonNull(uid, "uid");
    requireNonNull(operation, "operation");
    requireNonNull(kind, "kind");
    requireNonNull(subresource, "subresource");
    requireNonNull(namespace, "namespace");
    requireNonNull(object, "object");
    requireNonNull(before, "before");
  }

  static Request of(JsonNode request) {
    return new Request(
        request.path("uid").asText(""),
        request.path("operation").asText(""),
        request.at("/kind/kind").asText(""),
        request.path("subResource").asText(""),
        request.path("namespace").asText(""),
        request.path("object"),
        request.path("oldObject"));
  }

  /**
   * Returns whether it brings a new object or changes one, and not on its way out of the cluster.
   */
  boolean brings() {
    return (operation.equals("CREATE") || operation.equals("UPDATE"))
        && object.isObject()
        && subresource.isEmpty()
        && !object.at("/metadata/deletionTimestamp").isTextual();
  }
}
