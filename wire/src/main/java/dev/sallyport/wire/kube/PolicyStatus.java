// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What control says of a policy in the object's status.
 *
 * @param observedGeneration generation of the object that this speaks of
 * @param version generation that is in force; older than the observed one where that was refused,
 *     null when none is
 * @param effective what it does now and why, as a short sentence
 * @param hits exchanges that it had something to say of
 * @param denials exchanges that it denied
 * @param wouldBeDenials exchanges that it would have denied if it acted
 * @param nodes how many nodes have the version in force
 * @param convergence time from the change being seen to every connected node having applied it, for
 *     example {@code 180ms}; empty until measured
 * @param review what was found about it beside others: conflicts, rules that do nothing
 * @param rollback why control went back to observing; null when it did not
 * @param stage how far a roll-out in steps has come; null for a policy without steps
 * @param conditions Accepted, Distributed, Conflicts and Ready, in the form of all Kubernetes APIs
 */
public record PolicyStatus(
    @Field(value = "Generation of the object that the status speaks of.", max = Long.MAX_VALUE)
        @Nullable Long observedGeneration,
    @Field(
            value = "Generation in force; older than the observed one where that was refused.",
            max = Long.MAX_VALUE)
        @Nullable Long version,
    @Field(value = "What it does now, and why.", lengthMax = 1024) String effective,
    @Field(value = "Exchanges that it had something to say of.", max = Long.MAX_VALUE)
        @Nullable Long hits,
    @Field(value = "Exchanges that it denied.", max = Long.MAX_VALUE) @Nullable Long denials,
    @Field(value = "Exchanges that it would have denied if it acted.", max = Long.MAX_VALUE)
        @Nullable Long wouldBeDenials,
    @Field("How many nodes have the version in force.") @Nullable Nodes nodes,
    @Field(
            value = "Time from the change being seen to every connected node having applied it.",
            lengthMax = 32)
        String convergence,
    @Field(value = "Conflicts with others, and rules that do nothing.", itemsMin = 0)
        List<Remark> review,
    @Field("Why control went back to observing.") @Nullable Rollback rollback,
    @Field("How far a roll-out in steps has come.") @Nullable Stage stage,
    @Field(value = "Accepted, Distributed, Conflicts, Ready.", key = "type", itemsMin = 0)
        List<StatusCondition> conditions) {

  public PolicyStatus {
    review = List.copyOf(review);
    conditions = List.copyOf(conditions);
  }

  /**
   * Nodes.
   *
   * @param current nodes that have applied the version in force
   * @param total nodes that are connected
   */
  public record Nodes(
      @Field("Nodes that have applied the version in force.") @Nullable Integer current,
      @Field("Nodes that are connected.") @Nullable Integer total) {}

  /**
   * Something worth knowing about the policy.
   *
   * @param rule the rule, empty for the policy as a whole
   * @param kind what it is, for example {@code Shadowed}
   * @param message why, as a sentence
   */
  public record Remark(
      @Field("The rule; absent for the policy as a whole.") String rule,
      @Field(value = "What it is, for example Shadowed.", required = true, lengthMax = 63)
          String kind,
      @Field(value = "Why.", required = true, lengthMax = 1024) String message) {}

  /**
   * Control went back to observing by itself, or somebody did by the tool.
   *
   * @param generation generation that is observed though it says Enforce; a newer one acts again
   * @param at when, in RFC 3339
   * @param because why, as a sentence
   */
  public record Rollback(
      @Field(
              value = "Generation that is only observed; a newer one acts again.",
              max = Long.MAX_VALUE)
          @Nullable Long generation,
      @Field(value = "When.", lengthMax = 40) String at,
      @Field(value = "Why.", lengthMax = 1024) String because) {}

  /**
   * How far a roll-out in steps has come.
   *
   * @param generation generation of which that is so; a newer one begins anew
   * @param step steps that were taken, 0 while it only observes
   * @param since when the last of them was taken, in RFC 3339
   */
  public record Stage(
      @Field(
              value = "Generation of which that is so; a newer one begins anew.",
              max = Long.MAX_VALUE)
          @Nullable Long generation,
      @Field("Steps that were taken; 0 while it only observes.") @Nullable Integer step,
      @Field(value = "When the last of them was taken.", lengthMax = 40) String since) {}

  /**
   * A condition, as in all Kubernetes APIs.
   *
   * @param type what it is about
   * @param status {@code True}, {@code False} or {@code Unknown}
   * @param observedGeneration generation that it speaks of
   * @param lastTransitionTime when {@code status} last changed, in RFC 3339
   * @param reason one word
   * @param message a sentence
   */
  public record StatusCondition(
      @Field(value = "What it is about.", required = true, lengthMax = 63) String type,
      @Field(value = "True, False or Unknown.", required = true, lengthMax = 16) String status,
      @Field(value = "Generation that it speaks of.", max = Long.MAX_VALUE)
          @Nullable Long observedGeneration,
      @Field(value = "When status last changed.", lengthMax = 40) String lastTransitionTime,
      @Field(value = "One word.", required = true, lengthMax = 63) String reason,
      @Field(value = "A sentence.", lengthMax = 4096) String message) {}

  /** Returns the JSON of the status. */
  public ObjectNode json() {
    return Binding.write(this);
  }

  /** Returns the status that an object carries, or empty where it has none that can be read. */
  public static Optional<PolicyStatus> of(JsonNode object) {
    JsonNode status = object.path("status");
    ShapeCheck check = new ShapeCheck(false);
    check.check("status", status, Shape.of(PolicyStatus.class, true));
    return check.problems().isEmpty()
        ? Optional.of(Binding.read(status, PolicyStatus.class))
        : Optional.empty();
  }

  /** Returns the condition of that type, or empty. */
  public Optional<StatusCondition> condition(String type) {
    return conditions.stream().filter(each -> each.type().equals(type)).findFirst();
  }
}
