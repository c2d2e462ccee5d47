// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import dev.sallyport.control.kube.KnownPod;
import dev.sallyport.control.link.CaptureState;
import dev.sallyport.control.link.NodeRecord;
import dev.sallyport.model.Workload;
import dev.sallyport.wire.api.PodStatus;
import dev.sallyport.wire.api.PodStatus.AddressFamilies;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Joins what Kubernetes says of a pod with what its node proves. What no connected node proves is
 * not captured, and the reason is named.
 *
 * @param nodes nodes by name
 * @param now the moment
 */
record PodStates(Map<String, NodeRecord> nodes, Instant now) {
  /** A node not heard for so long proves nothing any more. */
  private static final Duration PROOF_KEPT = Duration.ofSeconds(30);

  /** A pod this young is still being enrolled. */
  private static final Duration ENROLMENT = Duration.ofSeconds(15);

  private static final AddressFamilies NONE = new AddressFamilies(false, false);

  PodStatus of(KnownPod pod) {
    if (pod.node().isEmpty()) {
      return status(pod, "pending", "Kubernetes has not placed it on a node yet", null, NONE);
    }
    NodeRecord node = nodes.get(pod.node());
    if (node == null) {
      return notCaptured(pod, "no node program reports on node " + pod.node());
    }
    Optional<String> silent = silence(node);
    return switch (node.captures().get(pod.uid())) {
      case CaptureState.Captured it when silent.isPresent() ->
          status(pod, "not-captured", silent.get(), it.provedAt(), NONE);
      case CaptureState.Captured it ->
          status(pod, "captured", null, it.provedAt(), new AddressFamilies(it.ipv4(), it.ipv6()));
      case CaptureState.NotCaptured it -> notCaptured(pod, it.because());
      case CaptureState.Pending _ -> status(pod, "pending", null, null, NONE);
      case null -> unreported(pod, silent);
    };
  }

  private PodStatus unreported(KnownPod pod, Optional<String> silent) {
    if (silent.isPresent()) {
      return notCaptured(pod, silent.get());
    }
    if (pod.hostNetwork()) {
      return notCaptured(
          pod, "it uses the network of node " + pod.node() + ", where nothing is redirected");
    }
    boolean young = pod.createdAt().plus(ENROLMENT).isAfter(now) || !pod.running();
    return young
        ? status(pod, "pending", null, null, NONE)
        : notCaptured(pod, "the node program on node " + pod.node() + " does not report it");
  }

  private Optional<String> silence(NodeRecord node) {
    Duration since = Duration.between(node.lastHeardAt(), now);
    if (node.connected() || since.compareTo(PROOF_KEPT) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        "the node program on node "
            + node.name()
            + " has not been heard for "
            + since.toSeconds()
            + " s");
  }

  private static PodStatus notCaptured(KnownPod pod, String because) {
    return status(pod, "not-captured", because, null, NONE);
  }

  private static PodStatus status(
      KnownPod pod,
      String state,
      @Nullable String because,
      @Nullable Instant provedAt,
      AddressFamilies families) {
    return new PodStatus(
        pod.namespace(),
        pod.name(),
        pod.workload().map(Workload::key).orElse(""),
        pod.node(),
        state,
        because,
        provedAt,
        families);
  }
}
