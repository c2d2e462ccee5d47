// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import dev.sallyport.blueprint.graph.Blueprint;
import dev.sallyport.blueprint.graph.PolicyTally;
import dev.sallyport.control.policy.Convergence.Reach;
import dev.sallyport.control.rounds.TouchedWork;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicyReview;
import dev.sallyport.policy.Remark;
import dev.sallyport.wire.kube.PolicyStatus;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the cluster what became of its policies: the status of their objects, and events. All of it
 * is written from one virtual thread; {@link #touch} may be called from any thread.
 */
public final class PolicyReporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PolicyReporter.class);

  /** Counts rise all the time; the object is written this often for them. */
  private static final Duration COUNTS_EVERY = Duration.ofSeconds(5);

  /** Beyond so many policies they are not held against each other, which takes quadratic time. */
  private static final int REVIEWED_MAX = 500;

  private static final Duration GATHER = Duration.ofMillis(100);

  private final PolicyBook book;
  private final Convergence convergence;
  private final Supplier<Blueprint> seen;
  private final PolicyObjects objects;
  private final Supplier<Collection<Workload>> workloads;
  private final InstantSource clock;
  private final RolloutWatch rollouts = new RolloutWatch(DepartureTest.DEFAULT);
  private final RolloutSteps steps = new RolloutSteps(DepartureTest.DEFAULT);
  private final TouchedWork work =
      new TouchedWork("policy status", GATHER, COUNTS_EVERY, _ -> round());
  private final Map<PolicyId, Written> written = new HashMap<>();
  private volatile BooleanSupplier leads = () -> true;
  private String trouble = "";
  private List<Policy> reviewedPolicies = List.of();
  private Set<Workload> reviewedWorkloads = Set.of();
  private Map<PolicyId, List<PolicyStatus.Remark>> reviewed = Map.of();

  private record Written(String uid, PolicyStatus status) {}

  /**
   * Returns a reporter that has not started.
   *
   * @param book the policies
   * @param convergence how far they have come
   * @param seen what was seen in traffic
   * @param objects where it is told
   * @param workloads workloads that exist
   * @param clock wall clock
   */
  public PolicyReporter(
      PolicyBook book,
      Convergence convergence,
      Supplier<Blueprint> seen,
      PolicyObjects objects,
      Supplier<Collection<Workload>> workloads,
      InstantSource clock) {
    this.book = requireNonNull(book, "book");
    this.convergence = requireNonNull(convergence, "convergence");
    this.seen = requireNonNull(seen, "seen");
    this.objects = requireNonNull(objects, "objects");
    this.workloads = requireNonNull(workloads, "workloads");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Writes only while this program leads. */
  public void writeWhile(BooleanSupplier leads) {
    this.leads = requireNonNull(leads, "leads");
  }

  /** Says that something changed. Never blocks. */
  public void touch() {
    work.touch();
  }

  /** Begins to write. */
  public void start() {
    work.start();
  }

  @Override
  public void close() {
    work.close();
  }

  private void round() {
    if (!leads.getAsBoolean()) {
      // Another writes meanwhile, so nothing is known of what the objects say.
      written.clear();
      return;
    }
    List<PolicyEntry> entries = book.entries();
    written.keySet().removeIf(id -> entries.stream().noneMatch(each -> each.id().equals(id)));
    List<PolicyId> ids = entries.stream().map(PolicyEntry::id).toList();
    rollouts.retain(ids);
    steps.retain(ids);
    if (entries.isEmpty()) {
      return;
    }
    try {
      Blueprint now = seen.get();
      Map<PolicyId, PolicyTally> counts = PolicyTally.of(now);
      Map<PolicyId, List<PolicyStatus.Remark>> remarks = review();
      for (PolicyEntry each : entries) {
        rollouts.judge(each, now, clock.instant()).ifPresent(why -> rollBack(each, why));
        goOn(each.id(), now);
        report(
            book.entry(each.id()).orElse(each),
            counts.get(each.id()),
            remarks.getOrDefault(each.id(), List.of()));
      }
      trouble = "";
    } catch (RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(trouble)) {
        log.warn("The status of policies cannot be written; tried again: {}", why);
      }
      trouble = why;
    }
  }

  /** Returns how far the roll-out of a policy is and what watching it showed. */
  public String rollout(PolicyEntry entry) {
    return PolicyStatuses.rollout(
        entry, steps.said(entry.id()).orElse(""), rollouts.said(entry.id()).orElse(""));
  }

  /** Takes a roll-out to its next step when it is time. */
  private void goOn(PolicyId id, Blueprint now) {
    PolicyEntry entry = book.entry(id).orElse(null);
    if (entry == null) {
      return;
    }
    Reach reach = convergence.of(id).orElse(null);
    steps
        .next(entry, reach, now, clock.instant())
        .ifPresent(
            stage -> {
              log.info(
                  "Policy {}: roll-out, {} of {} steps taken",
                  id,
                  stage.step(),
                  entry.steps().size());
              book.reach(id, stage);
            });
  }

  private void rollBack(PolicyEntry entry, Rollback why) {
    log.warn("Policy {}: rolled back, {}", entry.id(), why.because());
    book.rollBack(entry.id(), why);
  }

  /** Made anew only when policies or workloads changed, since it takes its time. */
  private Map<PolicyId, List<PolicyStatus.Remark>> review() {
    List<Policy> policies = book.inForce();
    Set<Workload> exist = Set.copyOf(workloads.get());
    if (policies.size() > REVIEWED_MAX) {
      return Map.of();
    }
    if (!policies.equals(reviewedPolicies) || !exist.equals(reviewedWorkloads)) {
      reviewed =
          PolicyReview.of(policies, exist).stream()
              .collect(
                  Collectors.groupingBy(
                      Remark::policy,
                      Collectors.mapping(PolicyReporter::remark, Collectors.toList())));
      reviewedPolicies = policies;
      reviewedWorkloads = exist;
    }
    return reviewed;
  }

  private static PolicyStatus.Remark remark(Remark it) {
    String kind =
        switch (it.kind()) {
          case CONFLICT -> "Conflict";
          case SHADOWED -> "Shadowed";
          case USELESS -> "Useless";
        };
    return new PolicyStatus.Remark(it.rule(), kind, it.text());
  }

  private void report(
      PolicyEntry entry, @Nullable PolicyTally tally, List<PolicyStatus.Remark> remarks) {
    PolicyStatus now =
        PolicyStatuses.of(
            entry,
            convergence.of(entry.id()).orElse(null),
            tally,
            remarks,
            rollout(entry),
            clock.instant());
    Written before = written.get(entry.id());
    PolicyStatus known =
        before != null && before.uid().equals(entry.uid())
            ? before.status()
            : entry.status().orElse(null);
    if (!now.equals(known)) {
      objects.writeStatus(entry, now);
      PolicyEvent.between(known, now).forEach(each -> objects.tell(entry, each, clock.instant()));
    }
    written.put(entry.id(), new Written(entry.uid(), now));
  }
}
