// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.control.kube.PolicyWatch;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.PolicySpecs;
import dev.sallyport.wire.kube.PolicyStatus;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the objects of policies. Blocks; safe for any thread. */
public final class PolicyObjects {
  private static final Logger log = LoggerFactory.getLogger(PolicyObjects.class);
  private static final String OURSELVES = "sallyport-control";
  private static final JsonMapper JSON = new JsonMapper();
  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(OURSELVES)
          .withForce(true)
          .build();

  private final KubernetesClient client;

  /** Returns a writer; whoever made {@code client} closes it. */
  public PolicyObjects(KubernetesClient client) {
    this.client = requireNonNull(client, "client");
  }

  /**
   * Sets the status of an object as a whole, by server-side apply: what is not said any more goes
   * away, and a field that somebody else wrote is taken from them. An object that is gone is passed
   * over.
   *
   * @throws KubernetesClientException when the API refuses
   */
  void writeStatus(PolicyEntry entry, PolicyStatus status) {
    PolicyId id = entry.id();
    ObjectNode applied = JSON.createObjectNode();
    applied.put("apiVersion", PolicySpecs.API_VERSION).put("kind", kind(id));
    ObjectNode metadata = applied.putObject("metadata").put("name", id.name());
    if (!id.clusterWide()) {
      metadata.put("namespace", id.namespace());
    }
    applied.set("status", status.json());
    try {
      var unused =
          at(entry.id(), bare(entry.id())).subresource("status").patch(APPLY, applied.toString());
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404) {
        throw e;
      }
      log.debug("policy {} went away before its status was written", entry.id());
    }
  }

  /**
   * Changes what an object asks for, leaving all else of it alone.
   *
   * @param spec JSON merge patch of the spec
   * @throws KubernetesClientException when the API refuses
   */
  public void changeSpec(PolicyId id, Map<String, Object> spec) {
    GenericKubernetesResource object = bare(id);
    try {
      var unused =
          at(id, object)
              .patch(
                  PatchContext.of(PatchType.JSON_MERGE),
                  JSON.writeValueAsString(Map.of("spec", spec)));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("plain maps can be written", e);
    }
  }

  /**
   * Replaces the spec of an object, or makes the object.
   *
   * @param spec the whole spec
   * @param known what this replaces; empty where there is no object
   * @throws KubernetesClientException when the API refuses, also because the spec was changed or
   *     the object made meanwhile
   */
  public void put(PolicyId id, JsonNode spec, Optional<PolicyEntry> known) {
    GenericKubernetesResource object = bare(id);
    if (known.isEmpty()) {
      object.setAdditionalProperty("spec", JSON.convertValue(spec, Map.class));
      var unused = at(id, object).create();
      return;
    }
    ArrayNode patch = JSON.createArrayNode();
    // Not the resource version, which the status changes every few seconds.
    for (String each : List.of("/metadata/uid", "/metadata/generation")) {
      JsonNode was = known.get().object().at(each);
      if (!was.isMissingNode()) {
        patch.addObject().put("op", "test").put("path", each).set("value", was);
      }
    }
    patch.addObject().put("op", "replace").put("path", "/spec").set("value", spec);
    var unused = at(id, object).patch(PatchContext.of(PatchType.JSON), patch.toString());
  }

  /** Puts an event beside an object; one that is refused is only logged. */
  void tell(PolicyEntry entry, PolicyEvent event, Instant now) {
    PolicyId id = entry.id();
    String at = now.truncatedTo(ChronoUnit.SECONDS).toString();
    String namespace = id.clusterWide() ? "default" : id.namespace();
    try {
      var unused =
          client
              .v1()
              .events()
              .inNamespace(namespace)
              .resource(
                  new EventBuilder()
                      .withNewMetadata()
                      .withGenerateName(id.name() + ".")
                      .withNamespace(namespace)
                      .endMetadata()
                      .withType(event.warning() ? "Warning" : "Normal")
                      .withReason(event.reason())
                      .withMessage(event.message())
                      .withFirstTimestamp(at)
                      .withLastTimestamp(at)
                      .withCount(1)
                      .withNewSource()
                      .withComponent(OURSELVES)
                      .endSource()
                      .withNewInvolvedObject()
                      .withApiVersion(PolicySpecs.API_VERSION)
                      .withKind(kind(id))
                      .withNamespace(id.clusterWide() ? null : id.namespace())
                      .withName(id.name())
                      .withUid(entry.uid())
                      .endInvolvedObject()
                      .build())
              .create();
    } catch (KubernetesClientException refused) {
      log.debug("an event about policy {} could not be written", id, refused);
    }
  }

  private Resource<GenericKubernetesResource> at(PolicyId id, GenericKubernetesResource object) {
    var all = client.genericKubernetesResources(PolicyWatch.kind(id.clusterWide()));
    return id.clusterWide()
        ? all.resource(object)
        : all.inNamespace(id.namespace()).resource(object);
  }

  private static GenericKubernetesResource bare(PolicyId id) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    object.setApiVersion(PolicySpecs.API_VERSION);
    object.setKind(kind(id));
    object.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(id.clusterWide() ? null : id.namespace())
            .withName(id.name())
            .build());
    return object;
  }

  private static String kind(PolicyId id) {
    return id.clusterWide() ? PolicySpecs.CLUSTER_KIND : PolicySpecs.KIND;
  }
}
