// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;

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
      if (annotations != null && annotations.containsKey(PodFact.MIRROR)) {
        String mirrored = annotations.get(PodFact.MIRROR);
        pod.getMetadata().setAnnotations(Map.of(PodFact.MIRROR, mirrored));
      }
      pod.setSpec(spec(pod.getSpec()));
      pod.setStatus(status(pod.getStatus()));
    } else {
      Workloads.trim(object);
    }
    return object;
  }

  private static void meta(ObjectMeta meta) {
    meta.setManagedFields(null);
    meta.setAnnotations(null);
    meta.setFinalizers(null);
  }

  private static PodSpec spec(PodSpec full) {
    PodSpec kept = new PodSpec();
    if (full != null) {
      kept.setNodeName(full.getNodeName());
      kept.setHostNetwork(full.getHostNetwork());
      kept.setServiceAccountName(full.getServiceAccountName());
    }
    return kept;
  }

  private static PodStatus status(PodStatus full) {
    PodStatus kept = new PodStatus();
    if (full != null) {
      kept.setPhase(full.getPhase());
      kept.setPodIP(full.getPodIP());
      kept.setPodIPs(full.getPodIPs());
      if ("Succeeded".equals(full.getPhase()) || "Failed".equals(full.getPhase())) {
        kept.setContainerStatuses(full.getContainerStatuses());
      }
    }
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
