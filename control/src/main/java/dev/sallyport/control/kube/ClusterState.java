// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlLimits;
import dev.sallyport.control.kube.IdentityLedger.Span;
import dev.sallyport.model.Party;
import dev.sallyport.model.Workload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that control keeps of the Kubernetes API, keyed by UID, and what follows from it: workloads,
 * and which pod held which address when.
 *
 * <p>Facts may arrive in any order and any number of times. Safe for any thread: methods lock for
 * the length of a few map operations, {@link #snapshot} for one pass over the pods.
 */
public final class ClusterState {
  private final InstantSource clock;
  private final ControlLimits limits;
  private final IdentityLedger ledger;
  private final OwnerChains chains = new OwnerChains();
  private final Map<String, PodFact> pods = new HashMap<>();
  private final Map<String, Workload> workloadByPod = new HashMap<>();
  private final Map<String, String> mirrors = new HashMap<>();
  private final Map<String, Instant> withoutAddressAt = new HashMap<>();
  private final Map<String, DeclaredFact> declared = new HashMap<>();
  private final Map<String, ServiceFact> services = new HashMap<>();
  private final Map<String, SliceFact> slices = new HashMap<>();
  private final Map<String, IngressFact> ingresses = new HashMap<>();
  private final Map<String, NodeFact> nodes = new HashMap<>();
  private final Map<String, Map<String, String>> namespaces = new HashMap<>();
  private final LinkedHashMap<String, WorkloadState> ended = new LinkedHashMap<>();
  private final LinkedHashMap<String, KnownPod> gone = new LinkedHashMap<>();
  private volatile Runnable changed = () -> {};
  private volatile @Nullable Placements placements;
  private long revision;
  private ClusterSnapshot cached = ClusterSnapshot.EMPTY;

  /** Returns an empty state that takes the time of events from {@code clock}. */
  public ClusterState(InstantSource clock, ControlLimits limits) {
    this.clock = requireNonNull(clock, "clock");
    this.limits = requireNonNull(limits, "limits");
    this.ledger = new IdentityLedger(limits.ledgerKept(), limits.ledgerIntervalsPerAddressMax());
  }

  /** Calls {@code listener} after every change, on the thread that made it; it must not block. */
  public void onChange(Runnable listener) {
    changed = requireNonNull(listener, "listener");
  }

  /** Tells {@code memory} of every pod from now on. */
  public void rememberIn(Placements memory) {
    placements = requireNonNull(memory, "memory");
  }

  /** Returns who held {@code address} at {@code at}. */
  public Holder holder(String address, Instant at) {
    return ledger.holder(address, at);
  }

  /** Returns the pod with that UID, or empty. */
  public synchronized Optional<KnownPod> pod(String uid) {
    PodFact fact = pods.get(uid);
    return fact == null ? Optional.empty() : Optional.of(known(fact));
  }

  /** Returns the cluster now; the same object until something changes. */
  public synchronized ClusterSnapshot snapshot() {
    if (cached.revision() != revision) {
      cached = build();
    }
    return cached;
  }

  /** Returns the party with service account and labels as last seen, or itself when unknown. */
  public Party knownBetter(Party party) {
    if (!(party instanceof Workload)) {
      return party;
    }
    WorkloadState known = snapshot().workloads().get(party.key());
    return known == null ? party : known.workload();
  }

  /** Returns the workloads that are there and not over. */
  public Collection<Workload> existing() {
    return snapshot().workloads().values().stream()
        .filter(each -> !each.ended())
        .map(WorkloadState::workload)
        .toList();
  }

  /** Returns the names of the cluster's nodes. */
  public synchronized Set<String> nodeNames() {
    return Set.copyOf(nodes.keySet());
  }

  /** Returns the keys of workloads that a Service offers to callers outside the cluster. */
  public Set<String> ingressWorkloads() {
    return ingressParties().stream().map(Workload::key).collect(Collectors.toSet());
  }

  /** Returns the workloads that a Service offers to callers outside the cluster. */
  public synchronized Set<Workload> ingressParties() {
    Set<String> offered = new HashSet<>();
    for (ServiceFact each : services.values()) {
      if (each.type().equals("LoadBalancer") || each.type().equals("NodePort")) {
        offered.add(each.namespace() + "/" + each.name());
      }
    }
    Set<Workload> found = new HashSet<>();
    for (SliceFact slice : slices.values()) {
      if (offered.contains(slice.namespace() + "/" + slice.service())) {
        slice.members().stream()
            .map(member -> workloadByPod.get(uidInCgroups(member.podUid())))
            .filter(java.util.Objects::nonNull)
            .forEach(found::add);
      }
    }
    return found;
  }

  /** EndpointSlices name a static pod by its mirror. */
  private String uidInCgroups(String apiUid) {
    return mirrors.getOrDefault(apiUid, apiUid);
  }

  /** Returns the labels of every namespace by its name. */
  public synchronized Map<String, Map<String, String>> namespaces() {
    return Map.copyOf(namespaces);
  }

  /** Returns the names of the Services of a namespace, in order. */
  public synchronized List<String> serviceNames(String namespace) {
    return services.values().stream()
        .filter(each -> each.namespace().equals(namespace))
        .map(ServiceFact::name)
        .sorted()
        .toList();
  }

  /** Returns the number of known pods. */
  public synchronized int podCount() {
    return pods.size();
  }

  void put(PodFact pod) {
    synchronized (this) {
      Instant now = clock.instant();
      PodFact before = pods.put(pod.uid(), pod);
      if (!pod.apiUid().equals(pod.uid())) {
        mirrors.put(pod.apiUid(), pod.uid());
      }
      resolve(pod);
      follow(pod, now);
      if (pod.equals(before)) {
        return;
      }
      revision++;
    }
    changed.run();
  }

  void podGone(String uid) {
    synchronized (this) {
      PodFact pod = pods.remove(uid);
      if (pod == null) {
        return;
      }
      mirrors.remove(pod.apiUid());
      Placements memory = placements;
      if (memory != null) {
        memory.gone(uid);
      }
      Instant now = clock.instant();
      ledger.ended(uid, now);
      remember(pod);
      withoutAddressAt.remove(uid);
      Workload workload = workloadByPod.remove(uid);
      if (workload != null) {
        rememberIfLast(workload, pod.createdAt(), now);
      }
      revision++;
    }
    changed.run();
  }

  void put(DeclaredFact fact) {
    synchronized (this) {
      DeclaredFact before = declared.put(fact.uid(), fact);
      chains.put(fact.uid(), fact.owner());
      if (fact.equals(before)) {
        return;
      }
      if (before == null) {
        pods.values().stream()
            .filter(pod -> pod.owner() != null && pod.owner().uid().equals(fact.uid()))
            .forEach(this::resolve);
      }
      revision++;
    }
    changed.run();
  }

  void declaredGone(String uid) {
    synchronized (this) {
      DeclaredFact fact = declared.remove(uid);
      chains.remove(uid);
      if (fact == null) {
        return;
      }
      if (fact.top()) {
        rememberIfLast(fact.workload(), fact.createdAt(), clock.instant());
      }
      revision++;
    }
    changed.run();
  }

  void put(ServiceFact fact) {
    set(services, fact.uid(), fact);
  }

  void serviceGone(String uid) {
    set(services, uid, null);
  }

  void put(SliceFact fact) {
    set(slices, fact.uid(), fact);
  }

  void sliceGone(String uid) {
    set(slices, uid, null);
  }

  void put(IngressFact fact) {
    set(ingresses, fact.uid(), fact);
  }

  void ingressGone(String uid) {
    set(ingresses, uid, null);
  }

  void putNamespace(String name, Map<String, String> labels) {
    set(namespaces, name, Map.copyOf(labels));
  }

  void namespaceGone(String name) {
    set(namespaces, name, null);
  }

  void put(NodeFact fact) {
    set(nodes, fact.name(), fact);
  }

  void nodeGone(String name) {
    set(nodes, name, null);
  }

  synchronized List<ServiceFact> services() {
    return List.copyOf(services.values());
  }

  synchronized List<SliceFact> slices() {
    return List.copyOf(slices.values());
  }

  synchronized List<IngressFact> ingresses() {
    return List.copyOf(ingresses.values());
  }

  synchronized List<NodeFact> nodes() {
    return List.copyOf(nodes.values());
  }

  private <F> void set(Map<String, F> facts, String key, @Nullable F fact) {
    synchronized (this) {
      F before = fact == null ? facts.remove(key) : facts.put(key, fact);
      if (java.util.Objects.equals(before, fact)) {
        return;
      }
      revision++;
    }
    changed.run();
  }

  /** The workload of a pod never changes once known, even when its owners are deleted first. */
  private void resolve(PodFact pod) {
    chains
        .workloadOf(pod)
        .ifPresent(
            workload -> {
              if (workloadByPod.put(pod.uid(), workload) == null) {
                ended.remove(workload.key());
                revision++;
              }
            });
    Placements memory = placements;
    if (memory != null) {
      memory.note(pod, workloadByPod.get(pod.uid()));
    }
  }

  private void follow(PodFact pod, Instant now) {
    if (pod.hostNetwork()) {
      return;
    }
    if (pod.terminal()) {
      ledger.ended(pod.uid(), pod.endedAt() == null ? now : earlier(pod.endedAt(), now));
    } else if (pod.addresses().isEmpty()) {
      withoutAddressAt.put(pod.uid(), now);
    } else {
      Instant since = withoutAddressAt.getOrDefault(pod.uid(), earlier(pod.createdAt(), now));
      ledger.holds(pod.uid(), new HashSet<>(pod.addresses()), since);
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private void rememberIfLast(Workload workload, Instant createdAt, Instant now) {
    boolean alive =
        workloadByPod.containsValue(workload)
            || declared.values().stream()
                .anyMatch(each -> each.top() && each.workload().equals(workload));
    if (alive) {
      return;
    }
    ended.putLast(workload.key(), new WorkloadState(workload, createdAt, now, List.of(), true));
    while (ended.size() > limits.endedWorkloadsMax()) {
      ended.pollFirstEntry();
    }
  }

  private void remember(PodFact pod) {
    KnownPod last = known(pod);
    if (last.until().isPresent() && last.workload().isPresent()) {
      gone.putLast(pod.uid(), last);
    }
    if (gone.size() > limits.gonePodsMax()) {
      gone.pollFirstEntry();
    }
  }

  /** Forgets pods that ended longer ago than the ledger keeps them. */
  synchronized void sweep() {
    Instant now = clock.instant();
    Instant oldest = now.minus(limits.ledgerKept());
    ledger.sweep(now);
    if (gone.values().removeIf(each -> each.until().orElse(now).isBefore(oldest))) {
      revision++;
    }
  }

  /** Returns pods that Kubernetes no longer has, for as long as the ledger keeps them. */
  synchronized List<KnownPod> gonePods() {
    return List.copyOf(gone.values());
  }

  private KnownPod known(PodFact fact) {
    Span span = ledger.span(fact.uid()).orElse(null);
    Instant from = span == null ? fact.createdAt() : span.from();
    Instant until = span == null ? null : span.until();
    Set<String> addresses =
        fact.hostNetwork()
            ? Set.copyOf(fact.addresses())
            : span == null ? Set.of() : span.addresses();
    return new KnownPod(fact, workloadByPod.get(fact.uid()), addresses, from, until);
  }

  private ClusterSnapshot build() {
    List<KnownPod> known = new ArrayList<>(pods.size());
    Map<String, List<KnownPod>> byWorkload = new HashMap<>();
    for (PodFact fact : pods.values()) {
      KnownPod pod = known(fact);
      known.add(pod);
      pod.workload()
          .ifPresent(
              workload ->
                  byWorkload.computeIfAbsent(workload.key(), _ -> new ArrayList<>()).add(pod));
    }
    Instant now = clock.instant();
    Map<String, WorkloadState> workloads = new HashMap<>(ended);
    for (DeclaredFact each : declared.values()) {
      if (each.top()) {
        List<KnownPod> own = byWorkload.getOrDefault(each.workload().key(), List.of());
        Workload workload = own.isEmpty() ? each.workload() : latest(own);
        workloads.put(
            workload.key(), new WorkloadState(workload, each.createdAt(), now, own, each.ended()));
      }
    }
    byWorkload.forEach((key, own) -> workloads.computeIfAbsent(key, _ -> undeclared(own, now)));
    return new ClusterSnapshot(revision, known, Map.copyOf(workloads));
  }

  private static WorkloadState undeclared(List<KnownPod> own, Instant now) {
    Instant createdAt = own.stream().map(KnownPod::createdAt).min(Instant::compareTo).orElse(now);
    return new WorkloadState(
        latest(own), createdAt, now, own, own.stream().allMatch(KnownPod::terminal));
  }

  private static Workload latest(Collection<KnownPod> own) {
    return own.stream()
        .max(java.util.Comparator.comparing(KnownPod::createdAt))
        .flatMap(KnownPod::workload)
        .orElseThrow();
  }
}
