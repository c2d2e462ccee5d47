// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.node.capture.netns.NamespaceThread;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import dev.sallyport.node.capture.nft.FeatureProbe;
import dev.sallyport.node.capture.nft.Nftables;
import dev.sallyport.node.capture.nft.RuleFeatures;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
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

  /** Pods whose network is not ready yet are tried again this soon, and then ever later. */
  private static final long FIRST_RETRY_MILLIS = 10;

  private static final long LAST_RETRY_MILLIS = 640;

  private static final long[] RESOLVERS_AGAIN_MILLIS = {50, 200, 1000, 3000};

  private static final long DRAIN_POLL_MILLIS = 20;

  private final CaptureShared shared;
  private final Enrolment enrolment;
  private final Proof proof;
  private final Map<String, CapturedPod> pods = new ConcurrentHashMap<>();
  private final Map<String, String> turnedAway = new ConcurrentHashMap<>();
  private volatile boolean closing;

  private Capture(CaptureShared shared) {
    this.shared = shared;
    this.enrolment = new Enrolment(shared);
    this.proof = new Proof(shared);
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
    int held = config.limits().bytesHeldPerDirection();
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
            allocator(loops.all().size()),
            new AdaptiveRecvByteBufAllocator(512, 2048, config.limits().readBytes()),
            new WriteBufferWaterMark(held / 2, held),
            heartbeat,
            Descriptors.connections(config.limits().connections()));
    Capture capture = new Capture(shared);
    heartbeat.start();
    capture.scheduleProofs();
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
    shared.thread().execute(() -> enrolNow(sandbox, known));
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
    turnedAway.forEach((uid, because) -> states.put(uid, new CaptureState.NotCaptured(because)));
    pods.forEach((uid, pod) -> states.put(uid, pod.state));
    return states;
  }

  /** Returns counters and gauges by their name: connections, bytes, and each limit when reached. */
  public Map<String, Long> counters() {
    Map<String, Long> all = shared.counters().snapshot();
    all.put("connections_open", (long) shared.loops().open());
    all.put("buffer_bytes", shared.allocator().metric().usedDirectMemory());
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
        lookAgainForResolvers(pod);
      }
      if (pod == null) {
        known.complete(new CaptureState.NotCaptured("the limit of captured pods is reached"));
      } else {
        pod.wanted = true;
        attempt(pod, FIRST_RETRY_MILLIS, known);
      }
    } catch (IOException | RuntimeException e) {
      String because = "the pod's namespace cannot be entered: " + e.getMessage();
      turnedAway.put(sandbox.podUid(), because);
      known.complete(new CaptureState.NotCaptured(because));
    }
  }

  /** A runtime may mount the pod's files a moment after its first process began. */
  private void lookAgainForResolvers(@Nullable CapturedPod pod) {
    for (long delayMillis : RESOLVERS_AGAIN_MILLIS) {
      shared
          .thread()
          .later(
              delayMillis,
              () -> {
                try {
                  if (pod != null && pods.get(pod.sandbox().podUid()) == pod) {
                    enrolment.refreshResolvers(pod);
                  }
                } catch (IOException | RuntimeException e) {
                  log.debug("cannot look for the resolvers of a pod again", e);
                }
              });
    }
  }

  private @Nullable CapturedPod take(PodSandbox sandbox) throws IOException {
    if (pods.size() >= shared.limits().pods()) {
      shared.counters().count(CaptureCounter.LIMIT_PODS);
      turnedAway.put(sandbox.podUid(), "the limit of captured pods is reached");
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

  /** Enrols and proves; tries again while the pod's network is still being set up. */
  private void attempt(CapturedPod pod, long retryMillis, CompletableFuture<CaptureState> known) {
    if (pods.get(pod.sandbox().podUid()) != pod || closing || !pod.wanted) {
      known.complete(new CaptureState.NotCaptured("the sandbox is gone or was given up meanwhile"));
      return;
    }
    try {
      Optional<String> because = enrolment.keepOpen(pod);
      boolean ready = because.isEmpty() && !pod.listeners.addresses().isEmpty();
      if (ready) {
        proof.of(pod).thenAccept(state -> settle(pod, state, known));
      } else {
        String reason = because.orElse("the pod has no address yet");
        again(pod, retryMillis, new CaptureState.NotCaptured(reason), known);
      }
    } catch (IOException | RuntimeException e) {
      log.debug("cannot enrol pod {}", pod.sandbox().podUid(), e);
      String reason = String.valueOf(e.getMessage());
      again(pod, retryMillis, new CaptureState.NotCaptured(reason), known);
    }
  }

  private void again(
      CapturedPod pod,
      long retryMillis,
      CaptureState state,
      CompletableFuture<CaptureState> known) {
    if (retryMillis < LAST_RETRY_MILLIS) {
      shared.thread().later(retryMillis, () -> attempt(pod, retryMillis * 2, known));
    } else {
      settle(pod, state, known);
    }
  }

  private void settle(CapturedPod pod, CaptureState state, CompletableFuture<CaptureState> known) {
    if (!pod.state.getClass().equals(state.getClass())) {
      log.info("pod {}: {}", pod.sandbox().podUid(), state);
    }
    if (pod.wanted) {
      pod.proofsFailed = state instanceof CaptureState.Captured ? 0 : pod.proofsFailed + 1;
      pod.state = state;
    }
    known.complete(state);
  }

  private void letGo(CapturedPod pod) {
    pods.remove(pod.sandbox().podUid(), pod);
    shared.loops().abort(relay -> relay.pod() == pod, CloseReason.SANDBOX_GONE);
    pod.close();
  }

  private void scheduleProofs() {
    shared.thread().later(shared.config().canaryInterval().toMillis(), this::proveAll);
  }

  private void proveAll() {
    if (closing) {
      return;
    }
    scheduleProofs();
    long stepMillis = shared.config().canaryInterval().toMillis() / 2 / Math.max(1, pods.size());
    long delayMillis = 0;
    for (CapturedPod pod : pods.values()) {
      pod.sockets(false).trim();
      pod.sockets(true).trim();
      if (pod.wanted) {
        // Spread, so that a pod which starts does not wait behind the proofs of all others.
        shared
            .thread()
            .later(delayMillis, () -> attempt(pod, LAST_RETRY_MILLIS, new CompletableFuture<>()));
        delayMillis += stepMillis;
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

  /** Small chunks, since the default ones of 4 MiB for each of many arenas dwarf what is held. */
  private static PooledByteBufAllocator allocator(int loops) {
    int pageBytes = 8192;
    int chunkOfPages = 7;
    return new PooledByteBufAllocator(true, 1, loops, pageBytes, chunkOfPages);
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
