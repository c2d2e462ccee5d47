// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A bucket of tokens for each name. Safe for any thread. */
final class RateLimits {
  private static final double SECOND = 1e9;

  private static final class Bucket {
    double tokens;
    long atNanos;
  }

  private final double perSecond;
  private final int burst;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets;

  RateLimits(double perSecond, int burst, int bucketsMax, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.nanos = nanos;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > bucketsMax;
          }
        };
  }

  /** Takes one, or returns how long to wait for it. */
  synchronized Optional<Duration> take(String name) {
    Bucket bucket = filled(name);
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return Optional.empty();
    }
    return Optional.of(missing(bucket));
  }

  /** Returns how long to wait until one can be taken, without taking it; empty for not at all. */
  synchronized Optional<Duration> due(String name) {
    Bucket bucket = filled(name);
    return bucket.tokens >= 1 ? Optional.empty() : Optional.of(missing(bucket));
  }

  private Duration missing(Bucket bucket) {
    return Duration.ofNanos((long) ((1 - bucket.tokens) / perSecond * SECOND));
  }

  private Bucket filled(String name) {
    long now = nanos.getAsLong();
    Bucket bucket = buckets.get(name);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = burst;
      buckets.put(name, bucket);
    } else {
      double more = (now - bucket.atNanos) / SECOND * perSecond;
      bucket.tokens = Math.min(burst, bucket.tokens + more);
    }
    bucket.atNanos = now;
    return bucket;
  }
}
