// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Inventory;
import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Workload;
import dev.sallyport.node.identity.ClusterFacts.NodeFact;
import dev.sallyport.node.identity.ClusterFacts.PodFact;
import dev.sallyport.node.identity.ClusterFacts.ServiceFact;
import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.kube.PodIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who held which address when. Pods are entered and ended by UID, never by address; a question
 * gives an address and a time. Sandboxes of this node are believed before the Kubernetes API, the
 * API before the inventory.
 *
 * <p>Questions take no lock and may come from any thread; news is serialised. All times are
 * monotonic nanoseconds of this node: the time at which news arrived here, not a time that
 * anybody's wall clock gave it.
 */
public final class IdentityLedger {
  /** Pods behind a Service that are looked at for each connection to it. */
  /** Half of what makes a pod an old one, as clocks of machines differ. */
  private static final long OLD_PODS_NANOS = InventoryFacts.LONG.toNanos() / 2;

  private static final int PODS_LOOKED_AT_MAX = 64;

  private final String node;
  private final IdentityLimits limits;
  private final IdentityCounters counters;
  private final long settleNanos;
  private final long sandboxSettleNanos;
  private final long staleNanos;
  private final long rememberNanos;

  private final Map<InetAddress, Claims> claims = new ConcurrentHashMap<>();
  private final Map<String, Holder> holders = new ConcurrentHashMap<>();
  private final Map<String, PodRecord> records = new HashMap<>();
  private final Set<String> tombstones;
  private volatile ClusterMap cluster = ClusterMap.EMPTY;
  private volatile Set<InetAddress> hostAddresses = Set.of();
  private volatile boolean clusterKnown;
  private final OutsideBlocks outside;
  private volatile long linkLostAtNanos = Long.MAX_VALUE;
  private boolean listed;
  private long prunedAtNanos = Long.MIN_VALUE;

  /**
   * Makes an empty ledger.
   *
   * @param node name of this node
   * @param limits bounds
   * @param counters where bounds reached are counted
   */
  public IdentityLedger(String node, IdentityLimits limits, IdentityCounters counters) {
    this.node = requireNonNull(node, "node");
    this.limits = requireNonNull(limits, "limits");
    this.counters = requireNonNull(counters, "counters");
    this.outside = new OutsideBlocks(limits, counters);
    this.settleNanos = limits.settle().toNanos();
    this.sandboxSettleNanos = limits.sandboxSettle().toNanos();
    this.staleNanos = limits.staleAfter().toNanos();
    this.rememberNanos = limits.remember().toNanos();
    this.tombstones =
        java.util.Collections.newSetFromMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > limits.tombstonesMax();
              }
            });
  }

  /**
   * A sandbox of this node was found. What its own namespace shows outranks all that is told.
   *
   * @param podUid UID of its pod
   * @param sandbox identifies the sandbox among those of the pod
   * @param addresses addresses read in the namespace, without loopback and link-local ones; empty
   *     when they could not be read
   * @param nowNanos monotonic time
   */
  public synchronized void sandboxStarted(
      String podUid, long sandbox, Collection<InetAddress> addresses, long nowNanos) {
    Optional<PodRecord> found = record(podUid);
    if (found.isEmpty()) {
      return;
    }
    PodRecord pod = found.get();
    pod.node = node;
    pod.inSandbox = addresses.isEmpty() ? null : Set.copyOf(addresses);
    pod.sandbox = sandbox;
    pod.sandboxEnded = false;
    enter(pod, nowNanos);
  }

  /**
   * A sandbox ended; whatever the API still says, the pod holds no address any more. News of a
   * sandbox that was replaced meanwhile changes nothing.
   *
   * @return whether it was the sandbox the pod had
   */
  public synchronized boolean sandboxEnded(String podUid, long sandbox, long nowNanos) {
    PodRecord pod = records.get(podUid);
    if (pod == null || pod.sandbox != sandbox) {
      return false;
    }
    pod.inSandbox = null;
    pod.sandboxEnded = true;
    enter(pod, nowNanos);
    return true;
  }

  /** The Kubernetes API told of a pod of this node. A terminal pod holds no address any more. */
  public synchronized void podSeen(PodIdentity seen, long nowNanos) {
    describe(seen);
    boolean late = tombstones.contains(seen.uid());
    if (late) {
      counters.add(Count.LATE_NEWS);
    }
    if (late || seen.phase().terminal()) {
      if (!seen.hostNetwork()) {
        noteBriefly(seen.uid(), seen.addresses(), nowNanos);
      }
      podGone(seen.uid(), nowNanos);
      return;
    }
    record(seen.uid())
        .ifPresent(
            pod -> {
              pod.byApi = seen.holdsAddresses() ? Set.copyOf(seen.addresses()) : Set.of();
              enter(pod, nowNanos);
            });
  }

  /** The top owner of a pod of this node became known, perhaps after the pod ended. */
  public synchronized void ownerFound(PodIdentity pod) {
    describe(pod);
  }

  /** The pod was deleted, or ended for good. It never comes back: later news of it is late. */
  public synchronized void podGone(String podUid, long nowNanos) {
    tombstones.add(podUid);
    PodRecord pod = records.get(podUid);
    if (pod != null) {
      pod.inSandbox = null;
      pod.byApi = null;
      pod.byInventory = null;
      enter(pod, nowNanos);
    }
  }

  /** The Kubernetes API listed all pods of this node: the others are gone. */
  public synchronized void podsListed(Collection<PodIdentity> pods, long nowNanos) {
    listed = true;
    Set<String> present = new HashSet<>();
    for (PodIdentity pod : pods) {
      present.add(pod.uid());
      podSeen(pod, nowNanos);
    }
    List<String> gone =
        records.values().stream()
            .filter(pod -> pod.byApi != null && !present.contains(pod.uid))
            .map(pod -> pod.uid)
            .toList();
    gone.forEach(uid -> podGone(uid, nowNanos));
  }

  /** Capture of a pod of this node was measured. */
  public synchronized void captured(String podUid, Captured captured) {
    if (tombstones.contains(podUid)) {
      return;
    }
    record(podUid)
        .ifPresent(
            pod -> {
              pod.measured = captured;
              pod.node = node;
              publish(pod);
            });
  }

  /** The control program told of the whole cluster. */
  public void apply(Inventory inventory, long nowNanos) {
    apply(InventoryFacts.of(inventory, Instant.now()), nowNanos);
  }

  /** The control program told of the whole cluster. */
  public synchronized void apply(ClusterFacts facts, long nowNanos) {
    ClusterMap before = cluster;
    cluster = before.next(facts, nowNanos, settleNanos);
    if (!cluster.sameExtent(before)) {
      outside.forget();
    }
    // What the first inventory tells of old pods was so before it came.
    long since = clusterKnown ? nowNanos : nowNanos - OLD_PODS_NANOS;
    clusterKnown = clusterKnown || !facts.equals(ClusterFacts.EMPTY);
    Set<String> present = new HashSet<>();
    for (PodFact fact : facts.pods()) {
      if (fact.terminal() || tombstones.contains(fact.uid())) {
        if (!fact.hostNetwork()) {
          noteBriefly(fact.uid(), fact.addresses(), nowNanos);
        }
        podGone(fact.uid(), nowNanos);
      } else {
        present.add(fact.uid());
        applyPod(fact, fact.old() ? since : nowNanos, nowNanos);
      }
    }
    for (PodRecord pod : List.copyOf(records.values())) {
      if (pod.byInventory != null && !present.contains(pod.uid)) {
        pod.byInventory = null;
        enter(pod, nowNanos);
      }
    }
  }

  /**
   * The addresses of this machine itself, bridges towards pods included: the kubelet's probes come
   * from those, and the API does not tell them.
   */
  public void hostAddresses(Collection<InetAddress> addresses) {
    hostAddresses = Set.copyOf(addresses);
  }

  /** Returns how late news may be now: after a start all of it is still to come. */
  long newsLateByNanos() {
    return clusterKnown ? settleNanos : Math.max(settleNanos, limits.podWait().toNanos());
  }

  /** The link to the control program broke: its inventory begins to age. */
  public void linkLost(long nowNanos) {
    if (linkLostAtNanos == Long.MAX_VALUE) {
      linkLostAtNanos = nowNanos;
    }
  }

  /** The link to the control program stands, and its inventory is kept up to date. */
  public void linkFound() {
    linkLostAtNanos = Long.MAX_VALUE;
  }

  /** Returns what is known of a pod, empty when no source named its workload yet. */
  public Optional<Holder> pod(String podUid) {
    return Optional.ofNullable(holders.get(podUid));
  }

  /**
   * Returns who held an address as a destination.
   *
   * @param socket address and port
   * @param atNanos when
   * @param nowNanos now
   */
  public Held held(InetSocketAddress socket, long atNanos, long nowNanos) {
    return cluster.isApiServer(socket)
        ? new Held.ByControlPlane()
        : held(socket.getAddress(), atNanos, nowNanos);
  }

  /**
   * Returns who held an address.
   *
   * @param address the address
   * @param atNanos when
   * @param nowNanos now
   */
  public Held held(InetAddress address, long atNanos, long nowNanos) {
    ClusterMap map = cluster;
    Optional<NodeFact> machine = map.nodeAt(address);
    if (machine.isPresent()) {
      return new Held.ByNode(machine.get().name());
    }
    if (map.isApiServer(address)) {
      return new Held.ByControlPlane();
    }
    Optional<ClusterMap.ServiceHeld> service = map.service(address);
    if (service.isPresent()) {
      return heldByService(service.get(), atNanos);
    }
    if (hostAddresses.contains(address)) {
      return new Held.ByNode(node);
    }
    Claims all = claims.getOrDefault(address, Claims.NONE);
    Claims.Sole sole = all.sole(atNanos, settleNanos, sandboxSettleNanos);
    if (sole.several()) {
      return new Held.Nobody(Unidentified.Why.ADDRESS_AMBIGUOUS);
    }
    Holder holder = sole.podUid().map(holders::get).orElse(null);
    if (holder == null) {
      return all.all().isEmpty() && !map.contains(address)
          ? new Held.Outside(outside.hold(address))
          : new Held.Nobody(Unidentified.Why.CLUSTER_ADDRESS_UNKNOWN);
    }
    if (!holder.node().equals(node) && stale(nowNanos)) {
      counters.add(Count.INVENTORY_STALE);
      return new Held.Nobody(Unidentified.Why.ADDRESS_AMBIGUOUS);
    }
    return new Held.ByPod(holder);
  }

  /** Late news about an address that seemed to be outside did not come. */
  void outside(InetAddress address) {
    outside.add(address);
  }

  /**
   * Returns the addresses of the other nodes that may host whoever holds the address: those of the
   * pods that claim it, and that whose range it is in; in a small cluster all when there is none.
   */
  public List<InetAddress> nodesToAsk(InetAddress address, long atNanos, long nowNanos) {
    ClusterMap map = cluster;
    Set<NodeFact> nodes = new LinkedHashSet<>();
    for (Claim claim : claims.getOrDefault(address, Claims.NONE).all()) {
      Holder holder = holders.get(claim.podUid());
      if (holder != null && claim.overlaps(atNanos - settleNanos, nowNanos)) {
        map.node(holder.node()).ifPresent(nodes::add);
      }
    }
    map.nodeOfPodAddress(address).ifPresent(nodes::add);
    if (nodes.isEmpty() && map.nodes().size() <= limits.peersPerQuestionMax()) {
      nodes.addAll(map.nodes());
    }
    return nodes.stream()
        .filter(fact -> fact.peer() && !fact.name().equals(node) && !fact.addresses().isEmpty())
        .limit(limits.peersPerQuestionMax())
        .map(fact -> fact.addresses().getFirst())
        .toList();
  }

  /**
   * Returns whether a connection dialled to one address may be accepted at another: a Service leads
   * to the pods behind it, an unknown address may lead anywhere, a pod only to itself.
   */
  boolean mayLeadTo(InetAddress dialled, InetAddress accepted) {
    if (dialled.equals(accepted)) {
      return true;
    }
    return cluster.service(dialled).isPresent() || openClaimants(dialled).isEmpty();
  }

  /** Returns whether the address went from one pod to another in that time. */
  boolean handedOver(InetAddress address, long fromNanos, long untilNanos) {
    return claims.getOrDefault(address, Claims.NONE).handedOver(fromNanos, untilNanos);
  }

  /** Returns whether the pod was known to hold the address at that very time. */
  boolean heldBy(String podUid, InetAddress address, long atNanos) {
    return claims.getOrDefault(address, Claims.NONE).heldBy(podUid, atNanos);
  }

  /** Returns whether the node program runs on that node, so that its word is worth asking for. */
  boolean isPeer(String name) {
    return cluster.node(name).filter(NodeFact::peer).isPresent();
  }

  String node() {
    return node;
  }

  /** Forgets what ended long ago; to be called now and then. */
  public synchronized void prune(long nowNanos) {
    prunedAtNanos = nowNanos;
    claims.replaceAll((address, all) -> all.since(nowNanos - rememberNanos));
    claims.values().removeIf(all -> all.all().isEmpty());
    records
        .values()
        .removeIf(
            pod -> {
              boolean old = pod.forgotten() && nowNanos - pod.idleSinceNanos > rememberNanos;
              if (old) {
                holders.remove(pod.uid);
              }
              return old;
            });
  }

  private Held heldByService(ClusterMap.ServiceHeld held, long atNanos) {
    if (atNanos < held.contestedUntilNanos()) {
      return new Held.Nobody(Unidentified.Why.ADDRESS_AMBIGUOUS);
    }
    ServiceFact service = held.service();
    if (service.namespace().equals("default") && service.name().equals("kubernetes")) {
      return new Held.ByControlPlane();
    }
    return new Held.ByService(ClusterMap.behind(service), captured(service));
  }

  /** A Service with nothing behind it that is known leads to nothing that is captured. */
  private Captured captured(ServiceFact service) {
    Captured all = null;
    List<String> pods = service.readyPods();
    for (String uid : pods.subList(0, Math.min(pods.size(), PODS_LOOKED_AT_MAX))) {
      Holder holder = holders.get(uid);
      Captured one = holder == null ? Captured.UNKNOWN : holder.captured();
      if (one == Captured.UNKNOWN || (all != null && all != one)) {
        return Captured.UNKNOWN;
      }
      all = one;
    }
    return all == null ? Captured.NO : all;
  }

  private boolean stale(long nowNanos) {
    long lost = linkLostAtNanos;
    return lost != Long.MAX_VALUE && nowNanos - lost > staleNanos;
  }

  private void applyPod(PodFact fact, long sinceNanos, long nowNanos) {
    boolean ours = fact.node().equals(node);
    Optional<PodRecord> found = record(fact.uid());
    if (found.isEmpty()) {
      return;
    }
    PodRecord pod = found.get();
    pod.workload = fact.workload();
    pod.settled = true;
    pod.node = fact.node();
    pod.told = fact.captured();
    boolean apiKnowsBetter = ours && listed;
    pod.byInventory =
        fact.hostNetwork() || apiKnowsBetter ? Set.of() : Set.copyOf(fact.addresses());
    enter(pod, sinceNanos, nowNanos);
  }

  /** Names the pod. A pod that ended keeps being named: traffic of it may still wait for that. */
  private void describe(PodIdentity seen) {
    PodRecord ended = records.get(seen.uid());
    Optional<PodRecord> found = ended == null ? record(seen.uid()) : Optional.of(ended);
    found.ifPresent(
        pod -> {
          pod.node = node;
          if (!pod.settled || seen.workloadSettled()) {
            pod.workload = seen.workload();
            pod.settled = seen.workloadSettled();
          }
          if (!seen.captureWanted() || seen.hostNetwork()) {
            pod.told = Captured.NO;
          }
          publish(pod);
        });
  }

  private Optional<PodRecord> record(String podUid) {
    if (tombstones.contains(podUid)) {
      counters.add(Count.LATE_NEWS);
      return Optional.empty();
    }
    PodRecord pod = records.get(podUid);
    if (pod == null) {
      if (records.size() >= limits.podsMax()) {
        counters.add(Count.PODS_FULL);
        return Optional.empty();
      }
      pod = new PodRecord(podUid);
      records.put(podUid, pod);
    }
    return Optional.of(pod);
  }

  /** Opens and ends claims until they are those of the strongest source. */
  private void enter(PodRecord pod, long nowNanos) {
    enter(pod, nowNanos, nowNanos);
  }

  private void enter(PodRecord pod, long sinceNanos, long nowNanos) {
    publish(pod);
    Set<InetAddress> wanted = pod.addresses();
    Set<InetAddress> open = new HashSet<>();
    for (InetAddress address : pod.claimed) {
      if (wanted.contains(address)) {
        open.add(address);
      } else {
        claims.computeIfPresent(address, (a, all) -> all.ended(pod.uid, nowNanos));
      }
    }
    for (InetAddress address : wanted) {
      if (claim(address, pod, sinceNanos)) {
        open.add(address);
      }
    }
    pod.claimed = open;
    pod.idleSinceNanos = nowNanos;
    if (nowNanos - prunedAtNanos > rememberNanos || prunedAtNanos == Long.MIN_VALUE) {
      prune(nowNanos);
    }
  }

  /**
   * Notes that a pod held addresses though it is over already: it lived and ended between two
   * pieces of news, and whoever held them about now may have been this one.
   */
  private void noteBriefly(String podUid, Collection<InetAddress> addresses, long nowNanos) {
    for (InetAddress address : addresses) {
      Claims before = claims.getOrDefault(address, Claims.NONE);
      boolean known = before.all().stream().anyMatch(claim -> claim.podUid().equals(podUid));
      if (!known && (claims.size() < limits.addressesMax() || !before.all().isEmpty())) {
        Claims after = before.opened(podUid, false, nowNanos).ended(podUid, nowNanos);
        claims.put(address, after.atMost(limits.claimsPerAddressMax()));
      }
    }
  }

  private boolean claim(InetAddress address, PodRecord pod, long sinceNanos) {
    if (claims.size() >= limits.addressesMax() && !claims.containsKey(address)) {
      counters.add(Count.ADDRESSES_FULL);
      return false;
    }
    Claims before = claims.getOrDefault(address, Claims.NONE);
    Claims after = before.opened(pod.uid, pod.bySandbox(), sinceNanos);
    if (after.all().size() > limits.claimsPerAddressMax()) {
      counters.add(Count.CLAIMS_FULL);
      after = after.atMost(limits.claimsPerAddressMax());
    }
    claims.put(address, after);
    return true;
  }

  private void publish(PodRecord pod) {
    Workload workload = pod.workload;
    if (workload != null) {
      holders.put(pod.uid, new Holder(pod.uid, workload, pod.settled, pod.node, pod.captured()));
    }
  }

  List<String> openClaimants(InetAddress address) {
    List<String> open = new ArrayList<>();
    for (Claim claim : claims.getOrDefault(address, Claims.NONE).all()) {
      if (claim.open()) {
        open.add(claim.podUid());
      }
    }
    return open;
  }
}
