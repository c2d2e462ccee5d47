// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** Whether a pod's traffic really passes through capture: a measurement, never a label. */
public sealed interface CaptureState {

  /**
   * A canary went through the real path of every family the pod has an address of.
   *
   * @param provedAt time of the last canary that came through
   * @param ipv4 whether IPv4 is captured; false when the pod has no IPv4 address
   * @param ipv6 whether IPv6 is captured; false when the pod has no IPv6 address
   */
  record Captured(Instant provedAt, boolean ipv4, boolean ipv6) implements CaptureState {
    public Captured {
      requireNonNull(provedAt, "provedAt");
    }
  }

  /**
   * Traffic of the pod, or of one family of it, passes by.
   *
   * @param because what was measured, as a short sentence
   */
  record NotCaptured(String because) implements CaptureState {
    public NotCaptured {
      requireNonNull(because, "because");
    }
  }

  /** Enrolment began and no canary has answered yet. */
  record Pending() implements CaptureState {}
}
