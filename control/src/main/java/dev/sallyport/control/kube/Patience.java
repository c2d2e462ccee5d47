// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.kube;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When a watch of the Kubernetes API counts as stuck.
 *
 * @param silence how long a watch that is not live may show no sign of life while the API answers;
 *     60 s. What is retried shows one at least every 36 s: half a minute of back-off at most, and
 *     the time of a request
 * @param silenceMax what that grows to when opening it anew does not help; 10 minutes. Prevents a
 *     kind that cannot be read from being listed without end
 * @param look how often watches are looked at and the API is asked whether it is there; 10 s
 */
record Patience(Duration silence, Duration silenceMax, Duration look) {
  static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(60), Duration.ofMinutes(10), Duration.ofSeconds(10));

  Patience {
    requireNonNull(silence, "silence");
    requireNonNull(silenceMax, "silenceMax");
    requireNonNull(look, "look");
  }
}
