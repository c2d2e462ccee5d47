// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.PolicyTier;
import java.util.List;
import java.util.Map;

/**
 * Objects of the kinds {@code GuardPolicy} and {@code ClusterGuardPolicy} to policies and back. The
 * same reader serves control, the operator's tool on files, and nodes; it takes a policy whole or
 * not at all, and a field that it does not know is a problem with a name.
 *
 * <p>Expressions in the Common Expression Language are taken as text: whoever has the engine checks
 * them.
 */
public final class PolicySpecs {
  /** Group and version of both kinds. */
  public static final String API_VERSION = "sallyport.dev/v1alpha1";

  /** Kind of a policy of one namespace. */
  public static final String KIND = "GuardPolicy";

  /** Kind of a policy of the whole cluster. */
  public static final String CLUSTER_KIND = "ClusterGuardPolicy";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Shape.Fields NAMESPACED = Shape.of(PolicySpec.class, false);
  private static final Shape.Fields CLUSTER = Shape.of(PolicySpec.class, true);

  private PolicySpecs() {}

  /** Returns whether an object is meant to be a policy, well-formed or not. */
  public static boolean isPolicy(JsonNode object) {
    return object.path("apiVersion").asText("").startsWith("sallyport.dev/")
        && List.of(KIND, CLUSTER_KIND).contains(object.path("kind").asText(""));
  }

  /**
   * Reads what somebody wrote.
   *
   * @param object the whole object, as any parser of YAML gives it; a namespaced one without a
   *     namespace is taken to be in {@code default}
   */
  public static Read read(Map<String, ?> object, Surroundings surroundings) {
    return read(JSON.<JsonNode>valueToTree(object), surroundings);
  }

  /** Reads what somebody wrote, from JSON. */
  public static Read read(JsonNode object, Surroundings surroundings) {
    return read(object, surroundings, true);
  }

  /** Reads what {@link #write} wrote: lists may be longer than an author's. */
  public static Read readResolved(String json) {
    try {
      return read(JSON.readTree(json), Surroundings.NONE, false);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return refused(new SpecProblem("", "no JSON", "an object", ""));
    }
  }

  /**
   * Returns the object that says the same: selectors of namespaces and ways in from outside are
   * written as what they stood for.
   *
   * @throws IllegalArgumentException when a rule cannot be written as one: what is read from
   *     objects always can
   */
  public static ObjectNode write(Policy policy) {
    PolicyId id = policy.id();
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", API_VERSION).put("kind", id.clusterWide() ? CLUSTER_KIND : KIND);
    ObjectNode metadata = object.putObject("metadata").put("name", id.name());
    if (!id.clusterWide()) {
      metadata.put("namespace", id.namespace());
    }
    metadata.put("generation", policy.version());
    object.set("spec", Binding.write(SpecWriter.spec(policy)));
    return object;
  }

  private static Read read(JsonNode object, Surroundings surroundings, boolean bounded) {
    String kind = object.path("kind").asText("");
    if (!object.path("apiVersion").asText("").equals(API_VERSION)) {
      String found = object.path("apiVersion").asText("");
      return refused(new SpecProblem("apiVersion", found, API_VERSION, ""));
    }
    if (!List.of(KIND, CLUSTER_KIND).contains(kind)) {
      return refused(new SpecProblem("kind", kind, KIND + " or " + CLUSTER_KIND, ""));
    }
    JsonNode metadata = object.path("metadata");
    String name = metadata.path("name").asText("");
    if (name.isEmpty()) {
      return refused(new SpecProblem("metadata.name", "", "a name", ""));
    }
    boolean cluster = kind.equals(CLUSTER_KIND);
    ShapeCheck check = new ShapeCheck(bounded);
    check.check("spec", object.path("spec"), cluster ? CLUSTER : NAMESPACED);
    if (!check.problems().isEmpty()) {
      return new Read(null, check.problems(), List.of());
    }
    PolicyId id = new PolicyId(cluster ? "" : metadata.path("namespace").asText("default"), name);
    PolicySpec spec = Binding.read(object.path("spec"), PolicySpec.class);
    long version = metadata.path("generation").asLong(1);
    return new SpecReader(id, check, surroundings).read(spec, version, tier(spec, cluster));
  }

  private static PolicyTier tier(PolicySpec spec, boolean cluster) {
    if (!cluster) {
      return PolicyTier.NAMESPACE;
    }
    return spec.tier() == Tier.BASELINE ? PolicyTier.BASELINE : PolicyTier.ADMIN;
  }

  private static Read refused(SpecProblem problem) {
    return new Read(null, List.of(problem), List.of());
  }
}
