// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What capture tells of the traffic it carries. Calls for one connection come from one event loop;
 * calls for different ones may come at the same time. An implementation must not block, and must
 * not throw: an exception is counted and the connection goes on unobserved.
 */
public interface ConnectionObserver {

  /** Returns the tap for a connection that was just accepted; called before any byte flows. */
  Tap opened(CapturedConnection connection);

  /**
   * A DNS question and what came back, both passed on unchanged. Messages are without the length
   * prefix of DNS over TCP.
   *
   * @param pod the pod that asked
   * @param resolver address and port that the question was passed on to
   * @param query the question; valid only during the call
   * @param answerOrEmpty the answer, valid only during the call; empty when none came in time
   * @param startedAtNanos monotonic time at which the question was read
   * @param endedAtNanos monotonic time at which the answer was read or given up
   */
  void lookup(
      PodSandbox pod,
      InetSocketAddress resolver,
      ByteBuf query,
      ByteBuf answerOrEmpty,
      long startedAtNanos,
      long endedAtNanos);

  /**
   * Returns the answer to a question that must not be passed on; empty to pass it on. Whoever
   * answers counts the lookup, for which {@link #lookup} is not called.
   *
   * @param pod the pod that asks
   * @param resolver address and port that the question would be passed on to
   * @param query the question without the length prefix of TCP; valid only during the call
   */
  default Optional<byte[]> refusedLookup(
      PodSandbox pod, InetSocketAddress resolver, ByteBuf query) {
    return Optional.empty();
  }

  /**
   * Connections that were open when capture of the pod began. They go on untouched and are not
   * inspected; called once for each enrolment, also with an empty list.
   */
  void openBeforeCapture(PodSandbox pod, List<CapturedConnection> adopted);

  /**
   * Which of the connections of {@link #openBeforeCapture} are open still; called when some of them
   * ended, now and then after the fact.
   */
  default void stillOpenBefore(PodSandbox pod, List<CapturedConnection> open) {}
}
