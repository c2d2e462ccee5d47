// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import dev.sallyport.model.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A controller object that declares pods, known whether or not it has any now.
 *
 * @param uid UID
 * @param workload the workload it is, or belongs to
 * @param top whether nothing owns it, so that it is the workload itself
 * @param owner its owner, or null
 * @param createdAt creation time
 * @param ended whether it is a Job that completed or failed for good
 */
record DeclaredFact(
    String uid,
    Workload workload,
    boolean top,
    @Nullable Owner owner,
    Instant createdAt,
    boolean ended) {

  static DeclaredFact of(HasMetadata object) {
    var meta = object.getMetadata();
    PodTemplateSpec template = Workloads.template(object);
    var spec = template == null ? null : template.getSpec();
    Map<String, String> labels =
        template == null
                || template.getMetadata() == null
                || template.getMetadata().getLabels() == null
            ? Map.of()
            : template.getMetadata().getLabels();
    Owner owner = Owner.of(object);
    return new DeclaredFact(
        meta.getUid(),
        new Workload(
            meta.getNamespace(),
            object.getKind(),
            meta.getName(),
            spec == null || spec.getServiceAccountName() == null
                ? "default"
                : spec.getServiceAccountName(),
            PodFact.stable(labels)),
        owner == null,
        owner,
        Objects.requireNonNullElse(PodFact.time(meta.getCreationTimestamp()), Instant.EPOCH),
        object instanceof Job job && isOver(job));
  }

  private static boolean isOver(Job job) {
    return job.getStatus() != null
        && job.getStatus().getConditions().stream()
            .anyMatch(
                each ->
                    "True".equals(each.getStatus())
                        && ("Complete".equals(each.getType()) || "Failed".equals(each.getType())));
  }
}
