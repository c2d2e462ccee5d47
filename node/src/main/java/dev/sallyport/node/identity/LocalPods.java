// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.node.identity.kube.PodsListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The pods of this node by UID, as last told by the Kubernetes API. Passes all news on to the
 * ledger. Safe for use by many threads; news comes from one.
 */
public final class LocalPods implements PodsListener {
  private final Map<String, PodIdentity> pods = new ConcurrentHashMap<>();
  private final List<PodsListener> listeners = new CopyOnWriteArrayList<>();
  private final IdentityLedger ledger;
  private final NameEvidence names;
  private final LongSupplier clock;
  private volatile boolean synced;

  LocalPods(IdentityLedger ledger, NameEvidence names, LongSupplier clock) {
    this.ledger = requireNonNull(ledger, "ledger");
    this.names = requireNonNull(names, "names");
    this.clock = requireNonNull(clock, "clock");
  }

  /** Returns the pod with the UID, terminal ones included until they are deleted. */
  public Optional<PodIdentity> byUid(String uid) {
    return Optional.ofNullable(pods.get(uid));
  }

  /** Returns all pods of this node. */
  public Collection<PodIdentity> all() {
    return List.copyOf(pods.values());
  }

  /** Returns whether the pods of this node were listed at least once since the start. */
  public boolean synced() {
    return synced;
  }

  /** Tells the listener of all later news, on the thread of the API client; it must not block. */
  public void listen(PodsListener listener) {
    listeners.add(requireNonNull(listener, "listener"));
  }

  @Override
  public void listed(Collection<PodIdentity> listed) {
    Set<String> present = listed.stream().map(PodIdentity::uid).collect(Collectors.toSet());
    listed.forEach(pod -> pods.put(pod.uid(), pod));
    List.copyOf(pods.keySet()).stream().filter(uid -> !present.contains(uid)).forEach(this::remove);
    ledger.podsListed(listed, clock.getAsLong());
    synced = true;
    listeners.forEach(listener -> listener.listed(listed));
  }

  @Override
  public void changed(PodIdentity pod) {
    pods.put(pod.uid(), pod);
    ledger.podSeen(pod, clock.getAsLong());
    listeners.forEach(listener -> listener.changed(pod));
  }

  @Override
  public void gone(String uid) {
    remove(uid);
    ledger.podGone(uid, clock.getAsLong());
    listeners.forEach(listener -> listener.gone(uid));
  }

  @Override
  public void ownerFound(PodIdentity pod) {
    // The pod may have ended meanwhile; its traffic may still wait for its name.
    pods.computeIfPresent(pod.uid(), (uid, before) -> before.settled(pod.workload()));
    ledger.ownerFound(pod);
    listeners.forEach(listener -> listener.ownerFound(pod));
  }

  private void remove(String uid) {
    pods.remove(uid);
    names.forget(uid);
  }
}
