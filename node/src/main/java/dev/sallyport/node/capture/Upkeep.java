// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings pods to the state they should be in and keeps them there: tries again while a pod's
 * network is being set up, and sends its canaries from then on. Runs on the namespace thread.
 */
final class Upkeep {

  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  /** Pods whose network is not ready yet are tried again this soon, and then ever later. */
  private static final long FIRST_RETRY_MILLIS = 10;

  private static final long LAST_RETRY_MILLIS = 640;
  private static final long[] RESOLVERS_AGAIN_MILLIS = {50, 200, 1000, 3000};

  private final CaptureShared shared;
  private final Enrolment enrolment;
  private final Proof proof;
  private final Predicate<CapturedPod> held;
  private final Runnable turn;
  private Collection<CapturedPod> pods = List.of();

  /**
   * Makes upkeep.
   *
   * @param held whether a pod is still held by this capture
   * @param turn runs with every round of canaries
   */
  Upkeep(CaptureShared shared, Enrolment enrolment, Predicate<CapturedPod> held, Runnable turn) {
    this.shared = shared;
    this.enrolment = enrolment;
    this.proof = new Proof(shared);
    this.held = held;
    this.turn = turn;
  }

  /** Proves the pods from now on, once each interval; the collection is live. */
  void start(Collection<CapturedPod> live) {
    pods = live;
    scheduleProofs();
  }

  /** Takes a pod in; completes with the first state that is measured. */
  void begin(CapturedPod pod, CompletableFuture<CaptureState> known) {
    lookAgainForResolvers(pod);
    attempt(pod, FIRST_RETRY_MILLIS, known);
  }

  /** Enrols and proves; tries again while the pod's network is still being set up. */
  private void attempt(CapturedPod pod, long retryMillis, CompletableFuture<CaptureState> known) {
    if (!held.test(pod) || !pod.wanted) {
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
      String reason = FailureCause.of(e);
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

  private void scheduleProofs() {
    shared.thread().later(shared.config().canaryInterval().toMillis(), this::proveAll);
  }

  private void proveAll() {
    scheduleProofs();
    turn.run();
    long stepMillis = shared.config().canaryInterval().toMillis() / 2 / Math.max(1, pods.size());
    long delayMillis = 0;
    for (CapturedPod pod : pods) {
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

  /** A runtime may mount the pod's files a moment after its first process began. */
  private void lookAgainForResolvers(CapturedPod pod) {
    for (long delayMillis : RESOLVERS_AGAIN_MILLIS) {
      shared
          .thread()
          .later(
              delayMillis,
              () -> {
                try {
                  if (held.test(pod)) {
                    enrolment.refreshResolvers(pod);
                  }
                } catch (IOException | RuntimeException e) {
                  log.debug("cannot look for the resolvers of a pod again", e);
                }
              });
    }
  }
}
