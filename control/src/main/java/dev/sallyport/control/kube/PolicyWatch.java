// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.CustomResources;
import dev.sallyport.wire.kube.PolicySpecs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows the policies of the cluster by list and watch. A cluster that does not have the custom
 * resources is normal: it is said, and looked for again for ever.
 */
public final class PolicyWatch implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Watched<GenericKubernetesResource>> kinds = new ArrayList<>();

  /** Told of policies; called on the threads of the watches, must not block for long. */
  public interface Listener {
    /** An object is there as it is now; told again at times without a change. */
    void put(JsonNode object);

    /** An object is gone. */
    void gone(PolicyId id);
  }

  /** Returns a watch that has not started. */
  public PolicyWatch(KubernetesClient client, Listener listener, Duration resync) {
    requireNonNull(listener, "listener");
    for (boolean cluster : new boolean[] {false, true}) {
      ResourceDefinitionContext kind = kind(cluster);
      var objects = client.genericKubernetesResources(kind);
      Informable<GenericKubernetesResource> informable =
          cluster ? objects : objects.inAnyNamespace();
      kinds.add(
          new Watched<>(
              kind.getPlural() + "." + CustomResources.GROUP,
              () -> informable.runnableInformer(resync.toMillis()),
              object -> listener.put(json(object)),
              object -> listener.gone(id(object))));
    }
  }

  /** Returns how the API names policies of namespaces, or of the whole cluster. */
  public static ResourceDefinitionContext kind(boolean cluster) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(CustomResources.GROUP)
        .withVersion(CustomResources.VERSION)
        .withKind(cluster ? PolicySpecs.CLUSTER_KIND : PolicySpecs.KIND)
        .withPlural(cluster ? CustomResources.CLUSTER_PLURAL : CustomResources.PLURAL)
        .withNamespaced(!cluster)
        .build();
  }

  List<Watched<GenericKubernetesResource>> kinds() {
    return kinds;
  }

  /** Begins to list and watch and returns at once. */
  public void start() {
    kinds.forEach(Watched::start);
  }

  /** Returns whether every policy that the cluster has is known. */
  public boolean synced() {
    return kinds.stream().allMatch(Watched::synced);
  }

  /** Returns why policies are not followed, as a sentence, or empty when they are. */
  public Optional<String> trouble() {
    return kinds.stream().flatMap(each -> each.trouble().stream()).findFirst();
  }

  /** Returns whether the cluster plainly has no such resources, so that there is no policy. */
  public boolean absent() {
    return kinds.stream().allMatch(Watched::absent);
  }

  @Override
  public void close() {
    kinds.forEach(Watched::close);
  }

  private static JsonNode json(GenericKubernetesResource object) {
    return JSON.valueToTree(object);
  }

  private static PolicyId id(GenericKubernetesResource object) {
    String namespace = object.getMetadata().getNamespace();
    return new PolicyId(namespace == null ? "" : namespace, object.getMetadata().getName());
  }
}
