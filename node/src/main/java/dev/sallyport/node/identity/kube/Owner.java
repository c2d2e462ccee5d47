// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The top owner of a pod.
 *
 * @param kind its kind
 * @param name its name
 * @param settled whether it was looked up; false when it is derived from names
 */
record Owner(String kind, String name, boolean settled) {
  /** CronJobs name their Jobs by the minute for which they were due. */
  private static final Pattern CRON_JOB_RUN = Pattern.compile("(.+)-\\d{8,10}");

  /** Returns what names alone say, at once: it is nearly always right. */
  static Owner provisional(PodObject pod) {
    Optional<OwnerRef> ref = pod.owner();
    if (ref.isEmpty()) {
      return new Owner("Pod", pod.name(), true);
    }
    String name = ref.get().name();
    return switch (ref.get().kind()) {
      case "ReplicaSet" -> ofReplicaSet(pod, name);
      case "Job" -> ofJob(name);
      // A static pod belongs to its node and is known by its own name.
      case "Node" -> new Owner("Pod", pod.name(), true);
      default -> new Owner(ref.get().kind(), name, true);
    };
  }

  private static Owner ofReplicaSet(PodObject pod, String name) {
    String hash = pod.labels().getOrDefault("pod-template-hash", "");
    String suffix = "-" + hash;
    return !hash.isEmpty() && name.endsWith(suffix) && name.length() > suffix.length()
        ? new Owner("Deployment", name.substring(0, name.length() - suffix.length()), false)
        : new Owner("ReplicaSet", name, false);
  }

  private static Owner ofJob(String name) {
    var run = CRON_JOB_RUN.matcher(name);
    return run.matches()
        ? new Owner("CronJob", run.group(1), false)
        : new Owner("Job", name, false);
  }
}
