// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.netns.NamespaceThread;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import dev.sallyport.node.capture.nft.FeatureProbe;
import dev.sallyport.node.capture.nft.Nftables;
import dev.sallyport.node.capture.nft.RuleFeatures;
import dev.sallyport.node.capture.nft.RuleMarks;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.epoll.Epoll;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures the traffic of the pods of this node. Its methods may be called from any thread and
 * return at once; the work is done on a thread of its own.
 */
public final class Capture implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Capture.class);

  private static final long DRAIN_POLL_MILLIS = 20;

  /** Longer than anything takes that was on its way to a listener when the rules changed. */
  private static final long STRAGGLERS_MILLIS = 2000;

  /** How long all event loops together are waited for that let ports be shared. */
  private static final long SHARE_MILLIS = 5000;

  /**
   * A program that has just begun to carry loads classes and compiles, and on a busy machine its
   * heart may miss three seconds. For so long the one before beats as well.
   */
  private static final long YOUNG_MILLIS = 30_000;

  /** Tries to find a listener for lookups idle, within the patience of whoever asks. */
  private static final int LOOKUP_TRIES = 250;

  private final CaptureShared shared;
  private final Enrolment enrolment;
  private final Upkeep upkeep;
  private final Map<String, CapturedPod> pods = new ConcurrentHashMap<>();
  private final Map<String, Refusal> turnedAway = new ConcurrentHashMap<>();
  private volatile boolean closing;
  private volatile boolean frozen;
  private volatile boolean retired;
  private final CompletableFuture<Void> listenersClosed = new CompletableFuture<>();

  /** A sandbox that could not be taken in, and why. */
  private record Refusal(PodSandbox sandbox, String because) {}

  private Capture(CaptureShared shared) {
    this.shared = shared;
    this.enrolment = new Enrolment(shared);
    this.upkeep = new Upkeep(shared, enrolment, this::isHeld, this::retryTurnedAway);
  }

  /**
   * Returns capture that is ready to enrol. The caller's network namespace is taken as that of the
   * node.
   *
   * @throws IOException when this process may not enter network namespaces or set rules; the
   *     message says what is missing
   */
  public static Capture start(CaptureConfig config, ConnectionObserver observer)
      throws IOException {
    return start(config, observer, BootState.marks(config.stateDirectory()), false, uid -> {});
  }

  /**
   * Returns capture that takes over from another program, which still carries what it accepted.
   * Each pod that is enrolled from now on changes hands in one transaction: no connection is
   * refused or goes direct.
   *
   * @param taken told, on capture's own thread, of each pod whose connections come here from now on
   * @throws IOException as {@link #start(CaptureConfig, ConnectionObserver)} does
   */
  public static Capture follow(
      CaptureConfig config,
      ConnectionObserver observer,
      Predecessor predecessor,
      Consumer<String> taken)
      throws IOException {
    BootState.keep(config.stateDirectory(), predecessor.marks());
    CaptureConfig own = config.withPorts(predecessor.ports().following());
    return start(own, observer, predecessor.marks(), true, taken);
  }

  private static Capture start(
      CaptureConfig config,
      ConnectionObserver observer,
      RuleMarks marks,
      boolean follows,
      Consumer<String> taken)
      throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException(
          "Netty's epoll transport cannot be loaded", Epoll.unavailabilityCause());
    }
    if (System.getProperty("io.netty.leakDetection.level") == null) {
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    // Netty looks for a machine id among the network interfaces, which a pod may have none of.
    DefaultChannelId.newInstance();
    Nftables nftables = Nftables.load();
    RuleFeatures features = FeatureProbe.run(nftables);
    NamespaceThread thread = NamespaceThread.start();
    RelayLoops loops = new RelayLoops(config.eventLoops());
    long connectTimeoutNanos = config.limits().connectTimeout().toNanos();
    Heartbeat heartbeat = new Heartbeat(loops.all(), () -> sweep(loops, connectTimeoutNanos));
    CaptureShared shared =
        new CaptureShared(
            config,
            observer,
            thread,
            loops,
            nftables,
            features,
            marks,
            new CanaryKey(),
            new CaptureCounters(),
            RelayBuffers.of(config.limits(), loops.all().size()),
            heartbeat,
            Descriptors.connections(config.limits().connections()),
            follows,
            ConcurrentHashMap.newKeySet(),
            new AtomicBoolean(follows),
            taken);
    Capture capture = new Capture(shared);
    heartbeat.start();
    capture.upkeep.start(capture.pods.values());
    log.info("capture is ready: {} in {} mode, {}", nftables.name(), config.failMode(), features);
    return capture;
  }

  /**
   * Begins to capture the sandbox, or goes on when it is captured already. Enrolling a second
   * sandbox of the same pod replaces the first.
   *
   * @return completes with the first state that is not pending; never exceptionally
   */
  public CompletableFuture<CaptureState> enrol(PodSandbox sandbox) {
    CompletableFuture<CaptureState> known = new CompletableFuture<>();
    shared
        .thread()
        .submit(
            () -> {
              enrolNow(sandbox, known);
              return true;
            })
        .exceptionally(
            failure ->
                known.complete(new CaptureState.NotCaptured("this program stops: " + failure)));
    return known;
  }

  /**
   * Lets new connections of the pod pass by; those that are relayed go on. Nothing happens when the
   * pod is not enrolled.
   */
  public CompletableFuture<Void> unenrol(String podUid) {
    return shared
        .thread()
        .submit(
            () -> {
              CapturedPod pod = pods.get(podUid);
              if (pod != null) {
                pod.wanted = false;
                if (!frozen) {
                  enrolment.close(pod);
                }
                pod.state = new CaptureState.NotCaptured("capture of the pod is switched off");
              }
              return null;
            });
  }

  /** Lets go of all that is held for a sandbox that ended; its connections are reset. */
  public CompletableFuture<Void> forget(PodSandbox sandbox) {
    return shared
        .thread()
        .submit(
            () -> {
              CapturedPod pod = pods.get(sandbox.podUid());
              if (pod != null && pod.sandbox().sameAs(sandbox)) {
                letGo(pod);
              }
              turnedAway.remove(sandbox.podUid());
              return null;
            });
  }

  /**
   * Returns the state of every enrolled pod by its UID, and of those that could not be enrolled.
   */
  public Map<String, CaptureState> states() {
    Map<String, CaptureState> states = new TreeMap<>();
    turnedAway.forEach(
        (uid, refusal) -> states.put(uid, new CaptureState.NotCaptured(refusal.because())));
    pods.forEach((uid, pod) -> states.put(uid, pod.state));
    return states;
  }

  /** Returns counters and gauges by their name: connections, bytes, and each limit when reached. */
  public Map<String, Long> counters() {
    Map<String, Long> all = shared.counters().snapshot();
    all.put("connections_open", (long) shared.loops().open());
    all.put("buffer_bytes", shared.buffers().allocator().metric().usedDirectMemory());
    all.put("pods_enrolled", (long) pods.size());
    return all;
  }

  /** Returns what a program must know that is to take over. */
  public Predecessor account() {
    return new Predecessor(shared.marks(), shared.config().ports());
  }

  /** Says of which pods the program before carries the connections that are open. */
  public void carriedBefore(Collection<String> podUids) {
    shared.carriedBefore().addAll(podUids);
  }

  /**
   * Lets all rules be as they are, since another program is about to change them. What comes is
   * captured as before, and no pod is enrolled. Completes with the pods that are captured.
   */
  public CompletableFuture<List<String>> freeze() {
    return shared
        .thread()
        .submit(
            () -> {
              frozen = true;
              share(true);
              return pods.values().stream()
                  .filter(pod -> pod.gateOpen)
                  .map(pod -> pod.sandbox().podUid())
                  .toList();
            });
  }

  /** The other program is gone before it had all: takes back what it had, and goes on as before. */
  public CompletableFuture<Void> thaw() {
    return shared
        .thread()
        .submit(
            () -> {
              frozen = false;
              share(false);
              pods.values().stream().filter(pod -> pod.rulesSet).forEach(this::takeBack);
              return null;
            });
  }

  /**
   * The other program has all pods for good. Listeners stay for a moment, for what is on its way to
   * them; what is carried goes on until {@link #close(Duration)}.
   */
  public void retire() {
    retired = true;
    shared.thread().later(YOUNG_MILLIS, () -> pods.values().forEach(pod -> pod.listeners.still()));
    shared.thread().execute(() -> pods.values().forEach(pod -> pod.listeners.deafen()));
    shared
        .thread()
        .later(
            STRAGGLERS_MILLIS,
            () -> {
              pods.values().forEach(pod -> pod.listeners.closeConnections());
              closeLookups(LOOKUP_TRIES);
            });
  }

  /** The program that was taken over from has ended: its ports are this one's alone. */
  public CompletableFuture<Void> alone() {
    return shared
        .thread()
        .submit(
            () -> {
              share(false);
              return null;
            });
  }

  /** The other program has ended: nobody must beat for it. */
  public void left() {
    shared.thread().execute(() -> pods.values().forEach(pod -> pod.listeners.still()));
  }

  /** Does {@link #close(Duration)} with the bound of the configuration. */
  @Override
  public void close() throws IOException {
    close(shared.config().drain());
  }

  /**
   * Stops in order: new connections pass by at once, unless another program has taken over; open
   * ones go on until they end or the bound for draining passes. Blocks until then. In closed mode
   * new connections are still relayed while draining, and are refused afterwards.
   */
  public void close(Duration bound) throws IOException {
    if (closing) {
      return;
    }
    closing = true;
    if (shared.config().failMode() == FailMode.OPEN && !retired) {
      await(shared.thread().submit(this::closeGates));
    }
    drain(bound);
    if (retired) {
      await(listenersClosed);
    }
    shared.heartbeat().stop();
    shared.loops().abort(relay -> true, CloseReason.STOPPED);
    await(
        shared
            .thread()
            .submit(
                () -> {
                  pods.values().forEach(CapturedPod::close);
                  pods.clear();
                  return true;
                }));
    shared.loops().close();
    shared.thread().close();
  }

  private void enrolNow(PodSandbox sandbox, CompletableFuture<CaptureState> known) {
    if (closing || frozen) {
      known.complete(new CaptureState.NotCaptured("this program stops"));
      return;
    }
    if (sandbox.netnsInode() == shared.thread().home().inode()) {
      // Rules there would take the traffic of the whole node for the pod's.
      known.complete(new CaptureState.NotCaptured("it uses the network of the node"));
      return;
    }
    CapturedPod pod = pods.get(sandbox.podUid());
    if (pod != null && !pod.sandbox().sameAs(sandbox)) {
      letGo(pod);
      pod = null;
    }
    try {
      if (pod == null) {
        pod = take(sandbox);
      }
      if (pod == null) {
        known.complete(new CaptureState.NotCaptured("the limit of captured pods is reached"));
      } else {
        pod.wanted = true;
        upkeep.begin(pod, known);
      }
    } catch (IOException | RuntimeException e) {
      String because = "the pod's namespace cannot be entered: " + FailureCause.of(e);
      turnedAway.put(sandbox.podUid(), new Refusal(sandbox, because));
      known.complete(new CaptureState.NotCaptured(because));
    }
  }

  private @Nullable CapturedPod take(PodSandbox sandbox) throws IOException {
    if (pods.size() >= shared.limits().pods()) {
      shared.counters().count(CaptureCounter.LIMIT_PODS);
      turnedAway.put(
          sandbox.podUid(), new Refusal(sandbox, "the limit of captured pods is reached"));
      return null;
    }
    NetworkNamespace namespace = namespaceOf(sandbox);
    CapturedPod pod = new CapturedPod(sandbox, namespace, shared);
    pods.put(sandbox.podUid(), pod);
    turnedAway.remove(sandbox.podUid());
    return pod;
  }

  private NetworkNamespace namespaceOf(PodSandbox sandbox) throws IOException {
    for (int pid : Enrolment.processes(shared.config(), sandbox)) {
      NetworkNamespace namespace =
          NetworkNamespace.open(shared.config().procRoot().resolve(pid + "/ns/net"));
      if (namespace.inode() == sandbox.netnsInode()) {
        return namespace;
      }
      namespace.close();
    }
    throw new IOException("no process is in namespace " + sandbox.netnsInode() + " any more");
  }

  private boolean isHeld(CapturedPod pod) {
    return !closing && !frozen && pods.get(pod.sandbox().podUid()) == pod;
  }

  private void letGo(CapturedPod pod) {
    pods.remove(pod.sandbox().podUid(), pod);
    enrolment.nowOpen(pod, List.of());
    shared.loops().abort(relay -> relay.owner() == pod, CloseReason.SANDBOX_GONE);
    pod.close();
  }

  /** Tries again what had to be turned away, for pods that went may have made room. */
  private void retryTurnedAway() {
    for (Refusal each : List.copyOf(turnedAway.values())) {
      if (pods.size() < shared.limits().pods()) {
        enrolNow(each.sandbox(), new CompletableFuture<>());
      }
    }
  }

  private void share(boolean ports) {
    shared.sharing().set(ports);
    List<Future<?>> set = new ArrayList<>();
    pods.values().forEach(pod -> set.addAll(pod.listeners.share(ports)));
    // All at once: the other program binds as soon as it hears that this one is ready.
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SHARE_MILLIS);
    set.forEach(each -> each.awaitUninterruptibly(until - System.nanoTime(), NANOSECONDS));
  }

  private void takeBack(CapturedPod pod) {
    try {
      enrolment.setAgain(pod);
    } catch (IOException | RuntimeException e) {
      log.warn("cannot take pod {} back at once", pod.sandbox().podUid(), e);
    }
  }

  /** Closes what nobody waits at for an answer any more. */
  private void closeLookups(int triesLeft) {
    boolean waits = false;
    for (CapturedPod pod : pods.values()) {
      if (triesLeft == 0 || pod.listeners.quiet()) {
        pod.listeners.closeLookups();
      } else {
        waits = true;
      }
    }
    if (waits) {
      shared.thread().later(DRAIN_POLL_MILLIS, () -> closeLookups(triesLeft - 1));
    } else {
      listenersClosed.complete(null);
    }
  }

  private boolean closeGates() {
    for (CapturedPod pod : pods.values()) {
      try {
        enrolment.close(pod);
      } catch (IOException e) {
        log.warn("cannot close the gate of pod {}: {}", pod.sandbox().podUid(), FailureCause.of(e));
      }
    }
    return true;
  }

  private void drain(Duration bound) {
    long deadline = System.nanoTime() + bound.toNanos();
    while (shared.loops().open() > 0 && System.nanoTime() - deadline < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(DRAIN_POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void sweep(RelayLoops loops, long connectTimeoutNanos) {
    for (RelayLoop each : loops.all()) {
      each.loop().execute(() -> each.sweep(System.nanoTime(), connectTimeoutNanos));
    }
  }

  private static void await(CompletableFuture<?> work) {
    try {
      work.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      log.warn("cannot stop in order", e);
    }
  }
}
