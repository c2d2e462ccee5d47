// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.policy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.control.kube.PolicyWatch;
import dev.sallyport.model.LabelRequirement;
import dev.sallyport.model.Policy;
import dev.sallyport.model.PolicyId;
import dev.sallyport.model.Workload;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.wire.kube.PolicySpecs;
import dev.sallyport.wire.kube.PolicyStatus;
import dev.sallyport.wire.kube.PolicyStatus.Rollback;
import dev.sallyport.wire.kube.PolicyStatus.Stage;
import dev.sallyport.wire.kube.Read;
import dev.sallyport.wire.kube.SpecProblem;
import dev.sallyport.wire.kube.Surroundings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All policies of the cluster. An object is taken whole or refused whole; where a change is refused
 * the generation before stays in force.
 *
 * <p>Safe for any thread; methods lock while they read an object, without I/O.
 */
public final class PolicyBook implements PolicyWatch.Listener {
  private static final Logger log = LoggerFactory.getLogger(PolicyBook.class);

  private final InstantSource clock;
  private final LastTaken kept;
  private final Map<PolicyId, PolicyEntry> entries = new TreeMap<>();
  private Surroundings surroundings = ClusterSurroundings.EMPTY;
  private volatile Runnable changed = () -> {};
  private volatile BooleanSupplier decides = () -> true;

  /**
   * Returns an empty book.
   *
   * @param clock wall clock
   * @param kept the policies that were in force in an earlier life of the program
   */
  public PolicyBook(InstantSource clock, LastTaken kept) {
    this.clock = requireNonNull(clock, "clock");
    this.kept = requireNonNull(kept, "kept");
  }

  /** Calls {@code listener} after every change, on the thread that made it; it must not block. */
  public void onChange(Runnable listener) {
    changed = requireNonNull(listener, "listener");
  }

  /**
   * While this program does not decide, it follows what another one rolled back or rolled out, as
   * the status of the objects says.
   */
  public void decideWhile(BooleanSupplier decides) {
    this.decides = requireNonNull(decides, "decides");
  }

  /** Returns all policies by name. */
  public synchronized List<PolicyEntry> entries() {
    return List.copyOf(entries.values());
  }

  /** Returns one policy, or empty when there is no such object. */
  public synchronized Optional<PolicyEntry> entry(PolicyId id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** Returns what nodes are to do. */
  public synchronized List<Policy> inForce() {
    return entries.values().stream().flatMap(each -> each.inForce().stream()).toList();
  }

  /** Returns what selectors mean now, whenever it is asked. */
  public Surroundings surroundings() {
    return new Surroundings() {
      @Override
      public Set<String> namespaces(List<LabelRequirement> labels) {
        return now().namespaces(labels);
      }

      @Override
      public Set<Workload> ingress() {
        return now().ingress();
      }
    };
  }

  private synchronized Surroundings now() {
    return surroundings;
  }

  /** Returns what would become of an object, without taking it in. */
  public synchronized PolicyEntry tried(JsonNode object) {
    return read(object, null, clock.instant());
  }

  @Override
  public void put(JsonNode object) {
    synchronized (this) {
      PolicyId id = id(object);
      PolicyEntry before = entries.get(id);
      boolean same =
          before != null
              && before.uid().equals(object.at("/metadata/uid").asText(""))
              && before.object().path("spec").equals(object.path("spec"));
      PolicyEntry now =
          before != null && same
              ? read(object, before, before.seenAt())
              : fresh(object, id, before);
      PolicyEntry entry = decides.getAsBoolean() ? now : adopted(now);
      entries.put(id, entry);
      if (before != null && same && entry.inForce().equals(before.inForce())) {
        return;
      }
    }
    changed.run();
  }

  @Override
  public void gone(PolicyId id) {
    synchronized (this) {
      if (entries.remove(id) == null) {
        return;
      }
      log.info("Policy {} is gone", id);
    }
    changed.run();
  }

  /** Reads all policies anew when what only the cluster knows changed. */
  void surroundedBy(Surroundings now) {
    synchronized (this) {
      if (surroundings.equals(now)) {
        return;
      }
      surroundings = now;
      entries.replaceAll((_, entry) -> read(entry.object(), entry, entry.seenAt()));
    }
  }

  /** Has a policy only observe until its object changes, or act again. */
  public void rollBack(PolicyId id, @Nullable Rollback rollback) {
    synchronized (this) {
      if (entries.computeIfPresent(id, (_, entry) -> entry.with(rollback, entry.stage())) == null) {
        return;
      }
    }
    changed.run();
  }

  /** Takes a roll-out to a step, or begins it. */
  void reach(PolicyId id, Stage stage) {
    synchronized (this) {
      if (entries.computeIfPresent(id, (_, entry) -> entry.with(entry.rollback(), stage)) == null) {
        return;
      }
    }
    changed.run();
  }

  /** Takes over what another control program rolled back and rolled out, as the objects say. */
  public void adoptRollbacks() {
    synchronized (this) {
      entries.replaceAll((_, entry) -> adopted(entry));
    }
    changed.run();
  }

  private static PolicyEntry adopted(PolicyEntry entry) {
    Optional<PolicyStatus> said = entry.status();
    return entry.with(
        said.map(PolicyStatus::rollback).orElse(null), said.map(PolicyStatus::stage).orElse(null));
  }

  private PolicyEntry fresh(JsonNode object, PolicyId id, @Nullable PolicyEntry before) {
    PolicyEntry entry = read(object, before, clock.instant());
    if (entry.accepted()) {
      log.info("Policy {}, generation {}: taken", id, entry.generation());
    } else {
      log.warn("Policy {}, generation {}: {}", id, entry.generation(), entry.problems());
    }
    return entry;
  }

  private PolicyEntry read(JsonNode object, @Nullable PolicyEntry before, Instant seenAt) {
    Read read = PolicySpecs.read(object, surroundings);
    PolicyId id = id(object);
    List<SpecProblem> problems = new ArrayList<>(read.problems());
    read.policy().ifPresent(policy -> problems.addAll(compiled(policy)));
    Policy taken = problems.isEmpty() ? read.found() : lastTaken(id, before);
    PolicyEntry entry =
        new PolicyEntry(id, object, seenAt, problems, read.notes(), taken, null, null);
    return before == null ? adopted(entry) : entry.with(before.rollback(), before.stage());
  }

  private @Nullable Policy lastTaken(PolicyId id, @Nullable PolicyEntry before) {
    return before == null ? kept.find(id).orElse(null) : before.taken();
  }

  /** Expressions and paths are understood by the engine that decides; it has the last word. */
  static List<SpecProblem> compiled(Policy policy) {
    return PolicySet.compile(List.of(policy)).problems().stream()
        .map(each -> new SpecProblem(each.field(), "", each.message(), ""))
        .toList();
  }

  static PolicyId id(JsonNode object) {
    return new PolicyId(
        object.at("/metadata/namespace").asText(""), object.at("/metadata/name").asText(""));
  }
}
