// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kinds that CustomResourceDefinitions add, with their schemas. Objects are held against the
 * schema as a real API server does, down to its words; only rules in the Common Expression Language
 * are not run. Safe for any thread.
 */
final class CustomKinds {
  private final Kinds kinds;
  private final Map<ResourceKind, JsonNode> schemas = new ConcurrentHashMap<>();

  CustomKinds(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Takes in what a definition says. */
  void define(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    for (JsonNode version : spec.path("versions")) {
      ResourceKind kind =
          new ResourceKind(
              spec.path("group").asText(),
              version.path("name").asText(),
              spec.at("/names/kind").asText(),
              spec.at("/names/plural").asText(),
              !spec.path("scope").asText().equals("Cluster"));
      kinds.define(kind, spec.at("/names/shortNames"));
      schemas.put(kind, version.at("/schema/openAPIV3Schema"));
    }
  }

  /**
   * Puts defaults into a custom object and holds it against its schema; throws {@link ApiProblem}
   * as a real API server refuses it. Objects of other kinds pass.
   */
  void admit(ResourceKind kind, ObjectNode object) {
    JsonNode schema = schemas.get(kind);
    if (schema == null) {
      return;
    }
    StructuralSchema check = new StructuralSchema();
    for (String part : new String[] {"spec", "status"}) {
      JsonNode here = schema.at("/properties/" + part);
      if (object.has(part)) {
        check.check(part, here, object.path(part));
      } else if (schema.path("required").toString().contains("\"" + part + "\"")) {
        check.missing(part);
      }
    }
    if (!check.problems().isEmpty()) {
      throw new ApiProblem(
          422,
          "Invalid",
          kind.kind()
              + " \""
              + object.at("/metadata/name").asText()
              + "\" is invalid: "
              + String.join(", ", check.problems()));
    }
  }
}
