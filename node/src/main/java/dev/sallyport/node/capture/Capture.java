// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NamespaceThread;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import dev.sallyport.node.capture.nft.FeatureProbe;
import dev.sallyport.node.capture.nft.Nftables;
import dev.sallyport.node.capture.nft.RuleFeatures;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.epoll.Epoll;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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

  private final CaptureShared shared;
  private final Enrolment enrolment;
  private final Upkeep upkeep;
  private final Map<String, CapturedPod> pods = new ConcurrentHashMap<>();
  private final Map<String, Refusal> turnedAway = new ConcurrentHashMap<>();
  private volatile boolean closing;

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
            BootState.marks(config.stateDirectory()),
            new CanaryKey(),
            new CaptureCounters(),
            RelayBuffers.of(config.limits(), loops.all().size()),
            heartbeat,
            Descriptors.connections(config.limits().connections()));
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
                enrolment.close(pod);
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

  /**
   * Stops in order: new connections pass by at once, open ones go on until they end or the bound
   * for draining passes. Blocks until then. In closed mode new connections are still relayed while
   * draining, and are refused afterwards.
   */
  @Override
  public void close() throws IOException {
    if (closing) {
      return;
    }
    closing = true;
    if (shared.config().failMode() == FailMode.OPEN) {
      await(shared.thread().submit(this::closeGates));
    }
    drain();
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
    if (closing) {
      known.complete(new CaptureState.NotCaptured("this program stops"));
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
      String because = "the pod's namespace cannot be entered: " + e.getMessage();
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
    return !closing && pods.get(pod.sandbox().podUid()) == pod;
  }

  private void letGo(CapturedPod pod) {
    pods.remove(pod.sandbox().podUid(), pod);
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

  private boolean closeGates() {
    for (CapturedPod pod : pods.values()) {
      try {
        enrolment.close(pod);
      } catch (IOException e) {
        log.warn("cannot close the gate of pod {}: {}", pod.sandbox().podUid(), e.getMessage());
      }
    }
    return true;
  }

  private void drain() {
    long deadline = System.nanoTime() + shared.config().drain().toNanos();
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
