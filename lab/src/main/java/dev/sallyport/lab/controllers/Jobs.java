// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Jobs to pods that run to their end: completions, parallelism, retries, removal some time after
 * the end.
 */
final class Jobs implements Controller {
  @Override
  public void reconcile(ObjectStore store, Instant now) {
    store.list(Kinds.JOB).stream()
        .filter(j -> !j.deleting())
        .forEach(j -> reconcile(store, j, now));
  }

  private static void reconcile(ObjectStore store, Resource job, Instant now) {
    if (finished(job)) {
      removeInTime(store, job, now);
      return;
    }
    int completions = job.at("/spec/completions").asInt(1);
    int parallelism = job.at("/spec/parallelism").asInt(1);
    int retriesMax = job.at("/spec/backoffLimit").asInt(6);
    List<Resource> pods = Pods.of(store, job, Kinds.POD);
    long succeeded = pods.stream().filter(p -> p.text("/status/phase").equals("Succeeded")).count();
    long failed = pods.stream().filter(p -> p.text("/status/phase").equals("Failed")).count();
    List<Resource> active = pods.stream().filter(Pods::active).toList();
    boolean suspended = job.at("/spec/suspend").asBoolean();
    boolean complete = succeeded >= completions;
    boolean givenUp = !complete && failed > retriesMax;
    if (!complete && !givenUp && !suspended) {
      long missing = Math.min(parallelism, completions - succeeded) - active.size();
      for (long i = 0; i < missing; i++) {
        store.create(Kinds.POD, pod(job));
      }
    }
    if (givenUp) {
      active.forEach(pod -> Pods.delete(store, pod));
    }
    Pods.status(store, job, status(job, now, active.size(), succeeded, failed, complete, givenUp));
  }

  private static ObjectNode pod(Resource job) {
    ObjectNode pod =
        Pods.fromTemplate(
            job,
            job.at("/spec/template"),
            Map.of(
                "job-name", job.name(),
                "batch.kubernetes.io/job-name", job.name(),
                "controller-uid", job.uid(),
                "batch.kubernetes.io/controller-uid", job.uid()));
    pod.withObjectProperty("metadata").put("generateName", job.name() + "-");
    return pod;
  }

  private static ObjectNode status(
      Resource job,
      Instant now,
      int active,
      long succeeded,
      long failed,
      boolean complete,
      boolean givenUp) {
    ObjectNode status = Json.object();
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    String started = job.text("/status/startTime");
    status.put("startTime", started.isEmpty() ? time : started);
    status.put("active", active).put("succeeded", succeeded).put("failed", failed);
    if (complete) {
      status.put("completionTime", time);
    }
    if (complete || givenUp) {
      status
          .putArray("conditions")
          .addObject()
          .put("type", complete ? "Complete" : "Failed")
          .put("status", "True")
          .put("lastTransitionTime", time);
    }
    return status;
  }

  static boolean finished(Resource job) {
    return !job.items("/status/conditions").isEmpty();
  }

  private static void removeInTime(ObjectStore store, Resource job, Instant now) {
    if (!job.at("/spec/ttlSecondsAfterFinished").isNumber()) {
      return;
    }
    Instant end = Instant.parse(job.text("/status/conditions/0/lastTransitionTime"));
    if (now.isAfter(end.plusSeconds(job.at("/spec/ttlSecondsAfterFinished").asLong()))) {
      store.delete(Kinds.JOB, job.namespace(), job.name(), -1);
    }
  }
}
