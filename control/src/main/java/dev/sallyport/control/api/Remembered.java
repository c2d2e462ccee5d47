// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made at most once per period, however many ask for it. Safe for any thread; those
 * who ask while it is made wait for it.
 */
final class Remembered<T> {
  private final InstantSource clock;
  private final Duration period;
  private final Function<Instant, T> make;
  private @Nullable T value;
  private Instant madeAt = Instant.EPOCH;

  Remembered(InstantSource clock, Duration period, Function<Instant, T> make) {
    this.clock = clock;
    this.period = period;
    this.make = make;
  }

  synchronized T get() {
    Instant now = clock.instant();
    T known = value;
    if (known != null && !now.isBefore(madeAt) && now.isBefore(madeAt.plus(period))) {
      return known;
    }
    T made = make.apply(now);
    value = made;
    madeAt = now;
    return made;
  }
}
