// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.PolicyStatus;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import dev.sallyport.wire.kube.PolicyStatus.Stage;
import dev.sallyport.wire.kube.RolloutStep;
import dev.sallyport.wire.kube.SpecProblem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy object of the cluster and what control made of it.
 *
 * @param id its name
 * @param object the object as the cluster has it
 * @param seenAt when control saw this generation of it
 * @param problems why this generation is refused; empty when it is taken
 * @param notes what of it means nothing now
 * @param taken the newest generation that could be taken, with what only the cluster knows put in;
 *     null when none could, or when it protects nothing now
 * @param rollback why it only observes though it says otherwise; null when it does not
 * @param stage how far a roll-out in steps has come; null when none has begun
 */
public record PolicyEntry(
    PolicyId id,
    JsonNode object,
    Instant seenAt,
    List<SpecProblem> problems,
    List<String> notes,
    @Nullable Policy taken,
    @Nullable Rollback rollback,
    @Nullable Stage stage) {
  public PolicyEntry {
    requireNonNull(id, "id");
    requireNonNull(object, "object");
    requireNonNull(seenAt, "seenAt");
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** Returns the generation of the object. */
  public long generation() {
    return object.at("/metadata/generation").asLong(1);
  }

  /** Returns the UID of the object. */
  public String uid() {
    return object.at("/metadata/uid").asText("");
  }

  /** Returns whether this generation was taken. */
  public boolean accepted() {
    return problems.isEmpty();
  }

  /** Returns what nodes are to do, or empty for nothing. */
  public Optional<Policy> inForce() {
    Policy policy = taken;
    if (policy == null || policy.mode() != Mode.ENFORCE) {
      return Optional.ofNullable(policy);
    }
    List<RolloutStep> steps = steps();
    if (rolledBack() || !steps.isEmpty() && stepsTaken() == 0) {
      return Optional.of(acting(policy, Mode.OBSERVE, policy.enforcedPercent()));
    }
    return Optional.of(
        steps.isEmpty()
            ? policy
            : acting(policy, Mode.ENFORCE, steps.get(stepsTaken() - 1).percent()));
  }

  /** Returns the steps of its roll-out; none where it has none, or where they were refused. */
  List<RolloutStep> steps() {
    return accepted() ? RolloutStep.of(object) : List.of();
  }

  /** Returns how many steps of its roll-out were taken. */
  int stepsTaken() {
    Stage known = stage;
    Policy policy = taken;
    return known == null
            || policy == null
            || known.step() == null
            || !Long.valueOf(policy.version()).equals(known.generation())
        ? 0
        : Math.min(known.step(), steps().size());
  }

  /** Returns whether it only observes because it was rolled back and not changed since. */
  public boolean rolledBack() {
    Policy policy = taken;
    Rollback back = rollback;
    Long generation = back == null ? null : back.generation();
    return policy != null
        && generation != null
        && policy.version() <= generation
        && policy.mode() == Mode.ENFORCE;
  }

  /** Returns the status that the object carries, or empty. */
  public Optional<PolicyStatus> status() {
    return PolicyStatus.of(object);
  }

  PolicyEntry with(@Nullable Rollback back, @Nullable Stage reached) {
    return new PolicyEntry(id, object, seenAt, problems, notes, taken, back, reached);
  }

  private static Policy acting(Policy policy, Mode mode, int percent) {
    return new Policy(
        policy.id(),
        policy.version(),
        policy.tier(),
        policy.protects(),
        policy.rules(),
        policy.denyInbound(),
        policy.denyOutbound(),
        mode,
        percent,
        policy.onFailure(),
        policy.budget());
  }
}
