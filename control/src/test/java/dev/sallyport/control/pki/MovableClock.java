// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.pki;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that tests move. */
public final class MovableClock implements InstantSource {
  private volatile Instant now = Instant.now();

  @Override
  public Instant instant() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }
}
