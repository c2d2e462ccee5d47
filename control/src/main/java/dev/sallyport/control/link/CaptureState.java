// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import static java.util.Objects.requireNonNull;

import dev.sallyport.wire.link.v1.PodCapture;
import java.time.Instant;

/** What a node says of one pod: whether its traffic provably goes through the node's program. */
public sealed interface CaptureState {

  /**
   * A canary went the real path.
   *
   * @param provedAt when it last did
   * @param ipv4 over IPv4
   * @param ipv6 over IPv6
   */
  record Captured(Instant provedAt, boolean ipv4, boolean ipv6) implements CaptureState {
    public Captured {
      requireNonNull(provedAt, "provedAt");
    }
  }

  /**
   * It does not.
   *
   * @param because why, as a sentence
   */
  record NotCaptured(String because) implements CaptureState {
    public NotCaptured {
      requireNonNull(because, "because");
    }
  }

  /** The node is at it. */
  record Pending() implements CaptureState {}

  /** Returns what the wire form says; a state that is not known here claims nothing. */
  static CaptureState of(PodCapture pod) {
    return switch (pod.getStateCase()) {
      case CAPTURED ->
          new Captured(
              Instant.ofEpochMilli(pod.getCaptured().getProvedAtEpochMillis()),
              pod.getCaptured().getIpv4(),
              pod.getCaptured().getIpv6());
      case NOT_CAPTURED -> new NotCaptured(pod.getNotCaptured().getBecause());
      case PENDING -> new Pending();
      case STATE_NOT_SET ->
          new NotCaptured("the node reports a state that this version of control does not know");
    };
  }
}
