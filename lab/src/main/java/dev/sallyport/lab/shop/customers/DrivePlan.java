// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import java.net.URI;
import java.time.Duration;

/**
 * How customers are acted.
 *
 * @param target address of the ingress, for example {@code http://203.0.113.10}
 * @param host what the {@code Host} header says
 * @param mode when requests are sent
 * @param rate requests a second; 0 sends as fast as answers come
 * @param count requests in all; 0 for no bound
 * @param duration how long at most; zero for no bound
 * @param connections requests at a time, each on a connection of its own
 * @param reuse whether connections are kept, or each request opens its own
 * @param family which addresses of the target are used
 * @param seed the same seed makes the same requests
 */
public record DrivePlan(
    URI target,
    String host,
    Mode mode,
    double rate,
    long count,
    Duration duration,
    int connections,
    boolean reuse,
    Family family,
    long seed) {
  public DrivePlan {
    if (rate < 0 || count < 0 || connections < 1) {
      throw new IllegalArgumentException(
          "rate and count must not be negative and connections at least 1, but are "
              + rate
              + ", "
              + count
              + ", "
              + connections);
    }
  }

  /** Returns when request {@code number} is due, counted from the start. */
  Duration due(long number) {
    if (rate == 0) {
      return Duration.ZERO;
    }
    double seconds =
        switch (mode) {
          case STEADY -> number / rate;
          // All requests of five seconds at once.
          case BURST -> Math.floor(number / (rate * 5)) * 5;
        };
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** When requests are sent. */
  public enum Mode {
    /** Evenly. */
    STEADY,
    /** Those of five seconds at once, then nothing for the rest of the five seconds. */
    BURST
  }

  /** Which addresses are used. */
  public enum Family {
    /** Whatever the name resolves to first. */
    ANY,
    /** IPv4 only. */
    V4,
    /** IPv6 only. */
    V6
  }
}
