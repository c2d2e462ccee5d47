// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts objects down to what facts are made of before the informers keep them: what a pod mounts,
 * which images it runs and who managed which field is most of its size and none of our business.
 */
final class Trim {
  private Trim() {}

  /** Returns the same object, with what is not needed removed in place. */
  static <T extends HasMetadata> T trim(T object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    meta(object.getMetadata());
    if (object instanceof Pod pod) {
      pod.setAdditionalProperties(Map.of());
      if (annotations != null && annotations.containsKey(PodFact.MIRROR)) {
        String mirrored = annotations.get(PodFact.MIRROR);
        pod.getMetadata().setAnnotations(Map.of(PodFact.MIRROR, mirrored));
      }
      pod.setSpec(spec(pod.getSpec()));
      pod.setStatus(status(pod.getStatus()));
    } else if (object instanceof EndpointSlice slice) {
      slice.getEndpoints().forEach(Trim::endpoint);
    } else {
      Workloads.trim(object);
    }
    return object;
  }

  private static void meta(ObjectMeta meta) {
    meta.setManagedFields(null);
    meta.setAnnotations(null);
    meta.setFinalizers(null);
    meta.setAdditionalProperties(Map.of());
    meta.setNamespace(shared(meta.getNamespace()));
    meta.setLabels(shared(meta.getLabels()));
    if (meta.getOwnerReferences() != null) {
      meta.getOwnerReferences().forEach(Trim::owner);
    }
  }

  private static void endpoint(Endpoint endpoint) {
    endpoint.setAdditionalProperties(Map.of());
    endpoint.setNodeName(null);
    ObjectReference target = endpoint.getTargetRef();
    if (target != null) {
      target.setAdditionalProperties(Map.of());
      target.setKind(shared(target.getKind()));
      target.setNamespace(null);
      target.setName(null);
    }
  }

  private static void owner(OwnerReference owner) {
    owner.setAdditionalProperties(Map.of());
    owner.setApiVersion(shared(owner.getApiVersion()));
    owner.setKind(shared(owner.getKind()));
    owner.setName(shared(owner.getName()));
    owner.setUid(shared(owner.getUid()));
  }

  /** What thousands of pods say in the same words is kept once. */
  private static @Nullable String shared(@Nullable String word) {
    return word == null ? null : word.intern();
  }

  private static @Nullable Map<String, String> shared(@Nullable Map<String, String> labels) {
    if (labels == null) {
      return null;
    }
    Map<String, String> kept = new LinkedHashMap<>();
    labels.forEach((key, value) -> kept.put(key.intern(), shared(value)));
    return kept;
  }

  private static PodSpec spec(PodSpec full) {
    PodSpec kept = new PodSpec();
    if (full != null) {
      kept.setNodeName(shared(full.getNodeName()));
      kept.setHostNetwork(full.getHostNetwork());
      kept.setServiceAccountName(shared(full.getServiceAccountName()));
    }
    kept.setAdditionalProperties(Map.of());
    return kept;
  }

  private static PodStatus status(PodStatus full) {
    PodStatus kept = new PodStatus();
    if (full != null) {
      kept.setPhase(shared(full.getPhase()));
      kept.setPodIP(full.getPodIP());
      kept.setPodIPs(full.getPodIPs());
      if (kept.getPodIPs() != null) {
        kept.getPodIPs().forEach(each -> each.setAdditionalProperties(Map.of()));
      }
      if ("Succeeded".equals(full.getPhase()) || "Failed".equals(full.getPhase())) {
        kept.setContainerStatuses(full.getContainerStatuses());
      }
    }
    kept.setAdditionalProperties(Map.of());
    return kept;
  }

  /** Keeps labels and service account of a pod template. */
  static void template(PodTemplateSpec template) {
    if (template == null) {
      return;
    }
    if (template.getMetadata() != null) {
      meta(template.getMetadata());
    }
    template.setSpec(spec(template.getSpec()));
  }
}
