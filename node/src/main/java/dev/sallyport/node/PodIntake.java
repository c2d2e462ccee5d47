// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.node.admin.Metric;
import dev.sallyport.node.capture.Capture;
import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.PodSandbox;
import dev.sallyport.node.capture.SandboxWatcher;
import dev.sallyport.node.identity.NodeIdentity;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.node.identity.kube.PodsListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which sandboxes are captured: all, but those whose pod opts out or runs on a kernel of
 * its own. A sandbox that the API has not named yet is captured at once, since its first packet
 * does not wait; should the pod turn out to have opted out, it is let go. Safe for use by the
 * watcher's and the API client's thread.
 */
final class PodIntake implements SandboxWatcher.Listener, PodsListener {
  private static final Logger log = LoggerFactory.getLogger(PodIntake.class);
  private static final String OPTED_OUT =
      "the pod opted out (label or annotation " + PodIdentity.CAPTURE_LABEL + ": disabled)";

  private final Capture capture;
  private final NodeIdentity identity;
  private final Function<PodSandbox, Optional<String>> ownKernel;
  private final CaptureTimes times = new CaptureTimes();
  private final Map<String, PodSandbox> sandboxes = new ConcurrentHashMap<>();
  private final Map<String, String> letGo = new ConcurrentHashMap<>();
  private final Set<CompletableFuture<CaptureState>> undecided = ConcurrentHashMap.newKeySet();

  /**
   * Makes the intake.
   *
   * @param ownKernel tells what stands between a sandbox and the node's kernel, if anything
   */
  PodIntake(
      Capture capture, NodeIdentity identity, Function<PodSandbox, Optional<String>> ownKernel) {
    this.capture = capture;
    this.ownKernel = ownKernel;
    this.identity = identity;
  }

  @Override
  public void found(PodSandbox sandbox) {
    var unused = take(sandbox);
  }

  /** Takes a sandbox in; completes when it is measured whether it is captured, or opted out. */
  CompletableFuture<CaptureState> take(PodSandbox sandbox) {
    long foundAtNanos = System.nanoTime();
    boolean isNew = !sandbox.equals(sandboxes.put(sandbox.podUid(), sandbox));
    identity.sandboxStarted(sandbox);
    Optional<String> because =
        identity.pods().byUid(sandbox.podUid()).flatMap(pod -> leftAlone(pod, sandbox));
    if (because.isPresent()) {
      letGo.put(sandbox.podUid(), because.get());
      return CompletableFuture.completedFuture(new CaptureState.NotCaptured(because.get()));
    }
    CompletableFuture<CaptureState> state = enrol(sandbox);
    if (isNew) {
      observe(state.thenAccept(measured -> timed(measured, foundAtNanos)));
    }
    return state;
  }

  private void timed(CaptureState measured, long foundAtNanos) {
    if (measured instanceof CaptureState.Captured) {
      times.add(System.nanoTime() - foundAtNanos);
    }
  }

  @Override
  public void gone(PodSandbox sandbox) {
    if (sandboxes.remove(sandbox.podUid(), sandbox)) {
      letGo.remove(sandbox.podUid());
    }
    identity.sandboxEnded(sandbox);
    observe(capture.forget(sandbox));
  }

  @Override
  public void listed(Collection<PodIdentity> listed) {
    listed.forEach(this::changed);
  }

  @Override
  public void changed(PodIdentity pod) {
    PodSandbox sandbox = sandboxes.get(pod.uid());
    if (sandbox == null) {
      return;
    }
    Optional<String> because = leftAlone(pod, sandbox);
    if (because.isEmpty() && letGo.remove(pod.uid()) != null) {
      var unused = enrol(sandbox);
    } else if (because.isPresent() && letGo.put(pod.uid(), because.get()) == null) {
      observe(capture.unenrol(pod.uid()));
    }
  }

  @Override
  public void gone(String uid) {
    // The sandbox outlives the object while its processes end, and is captured until then.
  }

  @Override
  public void ownerFound(PodIdentity pod) {
    // Owners do not decide about capture.
  }

  /** Returns the measured state of every pod that has a sandbox here, opted-out ones included. */
  Map<String, CaptureState> states() {
    Map<String, CaptureState> states = new TreeMap<>(capture.states());
    letGo.forEach((uid, because) -> states.put(uid, new CaptureState.NotCaptured(because)));
    return states;
  }

  /** Takes in anew what is wanted: sandboxes that began while another program was to take over. */
  void again() {
    for (PodSandbox each : List.copyOf(sandboxes.values())) {
      if (!letGo.containsKey(each.podUid())) {
        var unused = enrol(each);
      }
    }
  }

  /** Returns how long the proof of capture took lately. */
  List<Metric> metrics() {
    return times.metrics();
  }

  /** Tells identity what was measured, so that it knows which side of a connection inspects. */
  void tellIdentity() {
    states().forEach(identity::captured);
  }

  /** Returns how many sandboxes found so far have no measured state yet. */
  int undecided() {
    return undecided.size();
  }

  /** Returns why the pod is left alone, if it is. */
  private Optional<String> leftAlone(PodIdentity pod, PodSandbox sandbox) {
    if (!pod.captureWanted()) {
      return Optional.of(OPTED_OUT);
    }
    // Of a usual runtime nothing is asked: what a program is called proves nothing.
    return pod.runtimeClass().isEmpty()
        ? Optional.empty()
        : ownKernel
            .apply(sandbox)
            .map(
                kernel ->
                    "runtime class "
                        + pod.runtimeClass()
                        + ": the pod runs on "
                        + kernel
                        + ", whose packets pass the node's rules by; use tier steer for it");
  }

  private CompletableFuture<CaptureState> enrol(PodSandbox sandbox) {
    CompletableFuture<CaptureState> state = capture.enrol(sandbox);
    undecided.add(state);
    observe(
        state.thenAccept(
            measured -> {
              undecided.remove(state);
              identity.captured(sandbox.podUid(), measured);
            }));
    return state;
  }

  private static void observe(CompletableFuture<?> done) {
    done.exceptionally(
        failure -> {
          log.error("a request to enrol or to let go failed", failure);
          return null;
        });
  }
}
