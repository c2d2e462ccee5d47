// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Vantage;
import dev.sallyport.node.capture.netns.NetworkNamespace;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a pod is captured by sending canaries through every path of every family that it
 * uses. Sent from the namespace thread; the results arrive on event loops.
 */
final class Proof {

  private final CaptureShared shared;

  Proof(CaptureShared shared) {
    this.shared = shared;
  }

  /** Completes with the state that the canaries show; never exceptionally. */
  CompletableFuture<CaptureState> of(CapturedPod pod) {
    Map<String, CompletableFuture<Canary.Result>> canaries = new LinkedHashMap<>();
    InetAddress ipv4 = first(pod, false);
    InetAddress ipv6 = first(pod, true);
    if (ipv4 == null && ipv6 == null) {
      return CompletableFuture.completedFuture(
          new CaptureState.NotCaptured("the pod has no address yet"));
    }
    if (ipv4 != null) {
      canaries.put("outbound IPv4", outbound(pod, Canary.TARGET_V4));
      canaries.put("inbound IPv4", inbound(ipv4));
    }
    if (ipv6 != null) {
      canaries.put("outbound IPv6", outbound(pod, Canary.TARGET_V6));
      canaries.put("inbound IPv6", inbound(ipv6));
    }
    return CompletableFuture.allOf(canaries.values().toArray(CompletableFuture[]::new))
        .handle((done, failed) -> judge(canaries, ipv4 != null, ipv6 != null));
  }

  private CaptureState judge(
      Map<String, CompletableFuture<Canary.Result>> canaries, boolean ipv4, boolean ipv6) {
    List<String> reasons = new ArrayList<>();
    canaries.forEach(
        (path, canary) -> {
          Canary.Result result =
              canary.isCompletedExceptionally() ? Canary.Result.NOT_SENT : canary.join();
          shared
              .counters()
              .count(
                  result == Canary.Result.CAUGHT
                      ? CaptureCounter.CANARIES_ANSWERED
                      : CaptureCounter.CANARIES_LOST);
          // This node may have no way to reach the pod from outside; that proves nothing.
          boolean inconclusive =
              path.startsWith("inbound")
                  && (result == Canary.Result.NOT_SENT || result == Canary.Result.LOST);
          if (result != Canary.Result.CAUGHT && !inconclusive) {
            reasons.add(path + ": " + reason(result));
          }
        });
    return reasons.isEmpty()
        ? new CaptureState.Captured(Instant.now(), ipv4, ipv6)
        : new CaptureState.NotCaptured(String.join("; ", reasons));
  }

  private static String reason(Canary.Result result) {
    return switch (result) {
      case CAUGHT -> "the canary was caught";
      case PASSED_BY -> "a canary went past the listener";
      case LOST -> "a canary was not redirected";
      case NOT_SENT -> "a canary found no way; it was not redirected, or the pod has no route";
    };
  }

  private CompletableFuture<Canary.Result> outbound(CapturedPod pod, InetAddress target) {
    return send(pod.namespace(), target, Vantage.CLIENT);
  }

  private CompletableFuture<Canary.Result> inbound(InetAddress target) {
    return send(shared.thread().home(), target, Vantage.SERVER);
  }

  private CompletableFuture<Canary.Result> send(
      NetworkNamespace from, InetAddress target, Vantage listener) {
    try {
      EpollSocketChannel socket =
          from.inside(shared.thread().home(), () -> socket(target instanceof Inet6Address));
      return Canary.send(
          socket,
          shared.loops().next(),
          new InetSocketAddress(target, shared.config().ports().canary()),
          shared.canaryKey(),
          listener);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.completedFuture(Canary.Result.NOT_SENT);
    }
  }

  private EpollSocketChannel socket(boolean v6) {
    EpollSocketChannel socket =
        new EpollSocketChannel(v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
    socket.config().setOption(SocketOptions.MARK, shared.marks().canary());
    return socket;
  }

  private static @Nullable InetAddress first(CapturedPod pod, boolean v6) {
    return pod.listeners.addresses().stream()
        .filter(address -> v6 == address instanceof Inet6Address)
        .findFirst()
        .orElse(null);
  }
}
