// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.api.Json;
import dev.sallyport.lab.api.Kinds;
import dev.sallyport.lab.api.ObjectStore;
import dev.sallyport.lab.api.Resource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * CronJobs to Jobs. The annotation {@code lab.sallyport.dev/every} with a number of seconds
 * replaces the schedule, for demonstrations that cannot wait a minute.
 */
final class CronJobs implements Controller {
  private static final String EVERY = "lab.sallyport.dev/every";

  @Override
  public void reconcile(ObjectStore store, Instant now) {
    store.list(Kinds.CRON_JOB).stream()
        .filter(c -> !c.deleting())
        .forEach(c -> reconcile(store, c, now));
  }

  private static void reconcile(ObjectStore store, Resource cron, Instant now) {
    List<Resource> jobs = Pods.of(store, cron, Kinds.JOB);
    forget(store, jobs, "Complete", cron.at("/spec/successfulJobsHistoryLimit").asInt(3));
    forget(store, jobs, "Failed", cron.at("/spec/failedJobsHistoryLimit").asInt(1));
    Optional<Instant> due = due(cron, now);
    boolean busy = jobs.stream().anyMatch(j -> !Jobs.finished(j));
    boolean skip = busy && cron.text("/spec/concurrencyPolicy").equals("Forbid");
    if (due.isEmpty() || skip || cron.at("/spec/suspend").asBoolean()) {
      return;
    }
    String time = due.get().truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode status = Json.object().put("lastScheduleTime", time);
    Pods.status(store, cron, status);
    String name = cron.name() + "-" + due.get().getEpochSecond();
    if (store.get(Kinds.JOB, cron.namespace(), name).isEmpty()) {
      store.create(Kinds.JOB, job(cron, name));
    }
  }

  /** Returns the moment for which a Job is due now. */
  private static Optional<Instant> due(Resource cron, Instant now) {
    String last = cron.text("/status/lastScheduleTime");
    Instant since =
        last.isEmpty()
            ? Instant.parse(cron.text("/metadata/creationTimestamp"))
            : Instant.parse(last);
    Optional<String> every = cron.annotation(EVERY);
    if (every.isPresent()) {
      Duration period = Duration.ofSeconds(Long.parseLong(every.get().replaceAll("[^0-9]", "")));
      boolean first = last.isEmpty();
      return first || !now.isBefore(since.plus(period)) ? Optional.of(now) : Optional.empty();
    }
    Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
    boolean fresh =
        minute.isAfter(since.truncatedTo(ChronoUnit.SECONDS))
            || minute.equals(since) && last.isEmpty();
    return fresh && CronSchedule.of(cron.text("/spec/schedule")).matches(minute)
        ? Optional.of(minute)
        : Optional.empty();
  }

  private static ObjectNode job(Resource cron, String name) {
    ObjectNode job = Json.object();
    ObjectNode metadata =
        job.putObject("metadata").put("name", name).put("namespace", cron.namespace());
    if (cron.at("/spec/jobTemplate/metadata/labels").isObject()) {
      metadata.set("labels", cron.at("/spec/jobTemplate/metadata/labels").deepCopy());
    }
    Pods.own(metadata, cron);
    job.set("spec", cron.at("/spec/jobTemplate/spec").deepCopy());
    return job;
  }

  private static void forget(ObjectStore store, List<Resource> jobs, String outcome, int keep) {
    jobs.stream()
        .filter(j -> j.text("/status/conditions/0/type").equals(outcome) && !j.deleting())
        .sorted(Comparator.comparingLong(Resource::version).reversed())
        .skip(keep)
        .forEach(j -> store.delete(Kinds.JOB, j.namespace(), j.name(), -1));
  }
}
