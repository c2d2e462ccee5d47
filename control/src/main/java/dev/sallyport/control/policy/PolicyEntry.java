// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.model.Mode;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.wire.kube.PolicyStatus;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
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
 */
public record PolicyEntry(
    PolicyId id,
    JsonNode object,
    Instant seenAt,
    List<SpecProblem> problems,
    List<String> notes,
    @Nullable Policy taken,
    @Nullable Rollback rollback) {
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

  /** Returns which state of the object this is, for changes that must not cross others. */
  public String resourceVersion() {
    return object.at("/metadata/resourceVersion").asText("");
  }

  /** Returns whether this generation was taken. */
  public boolean accepted() {
    return problems.isEmpty();
  }

  /** Returns what nodes are to do, or empty for nothing. */
  public Optional<Policy> inForce() {
    Policy policy = taken;
    return policy == null
        ? Optional.empty()
        : Optional.of(rolledBack() ? observing(policy) : policy);
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

  PolicyEntry with(@Nullable Rollback next) {
    return new PolicyEntry(id, object, seenAt, problems, notes, taken, next);
  }

  private static Policy observing(Policy policy) {
    return new Policy(
        policy.id(),
        policy.version(),
        policy.tier(),
        policy.protects(),
        policy.rules(),
        policy.denyInbound(),
        policy.denyOutbound(),
        Mode.OBSERVE,
        policy.enforcedPercent(),
        policy.onFailure(),
        policy.budget());
  }
}
