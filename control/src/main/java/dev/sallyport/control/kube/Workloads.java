// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import org.jspecify.annotations.Nullable;

/** The kinds that declare pods, and where each keeps its pod template. */
final class Workloads {
  private Workloads() {}

  /** Returns the pod template that an object declares, or null when it declares none. */
  static @Nullable PodTemplateSpec template(HasMetadata object) {
    return switch (object) {
      case Deployment it -> it.getSpec() == null ? null : it.getSpec().getTemplate();
      case StatefulSet it -> it.getSpec() == null ? null : it.getSpec().getTemplate();
      case DaemonSet it -> it.getSpec() == null ? null : it.getSpec().getTemplate();
      case ReplicaSet it -> it.getSpec() == null ? null : it.getSpec().getTemplate();
      case Job it -> it.getSpec() == null ? null : it.getSpec().getTemplate();
      case CronJob it ->
          it.getSpec() == null
                  || it.getSpec().getJobTemplate() == null
                  || it.getSpec().getJobTemplate().getSpec() == null
              ? null
              : it.getSpec().getJobTemplate().getSpec().getTemplate();
      default -> null;
    };
  }

  /** Cuts the pod template down, and a Node's status to its addresses. */
  static void trim(HasMetadata object) {
    PodTemplateSpec template = template(object);
    if (template != null) {
      Trim.template(template);
    }
    if (object instanceof Node node && node.getStatus() != null) {
      node.getStatus().setImages(null);
      node.getStatus().setConditions(null);
      node.getStatus().setNodeInfo(null);
    }
  }
}
