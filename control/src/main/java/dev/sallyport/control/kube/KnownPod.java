// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Workload;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One pod that Kubernetes knows, with the workload it belongs to. Immutable. */
public final class KnownPod {
  private final PodFact fact;
  private final @Nullable Workload workload;
  private final Set<String> addresses;
  private final Instant from;
  private final @Nullable Instant until;

  KnownPod(
      PodFact fact,
      @Nullable Workload workload,
      Set<String> addresses,
      Instant from,
      @Nullable Instant until) {
    this.fact = requireNonNull(fact, "fact");
    this.workload = workload;
    this.addresses = Set.copyOf(addresses);
    this.from = requireNonNull(from, "from");
    this.until = until;
  }

  /** Returns the UID. */
  public String uid() {
    return fact.uid();
  }

  /** Returns the UID of its object in the API; another one for a static pod. */
  String apiUid() {
    return fact.apiUid();
  }

  /** Returns the namespace. */
  public String namespace() {
    return fact.namespace();
  }

  /** Returns the name. */
  public String name() {
    return fact.name();
  }

  /** Returns the node it runs on; empty while it is not scheduled. */
  public String node() {
    return fact.node();
  }

  /** Returns whether it shares the addresses of its node. */
  public boolean hostNetwork() {
    return fact.hostNetwork();
  }

  /** Returns whether Kubernetes says that it runs. */
  public boolean running() {
    return fact.running();
  }

  /** Returns whether all its containers ended for good. */
  public boolean terminal() {
    return fact.terminal();
  }

  /** Returns when it was created. */
  public Instant createdAt() {
    return fact.createdAt();
  }

  /** Returns since when it holds its addresses. */
  public Instant from() {
    return from;
  }

  /** Returns when it stopped to hold its addresses, or empty while it holds them. */
  public Optional<Instant> until() {
    return Optional.ofNullable(until);
  }

  /** Returns the addresses it holds, or held last; those of the node when on its network. */
  public Set<String> addresses() {
    return addresses;
  }

  /** Returns its workload, or empty while an owner in between is not known yet. */
  public Optional<Workload> workload() {
    return Optional.ofNullable(workload);
  }

  PodFact fact() {
    return fact;
  }
}
