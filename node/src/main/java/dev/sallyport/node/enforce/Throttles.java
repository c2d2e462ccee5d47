// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.enforce;

import dev.sallyport.model.Operation;
import dev.sallyport.model.Party;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Token buckets of this node. A limit holds for all nodes together: each on which pods of the
 * called workload are has an equal part of it, since none asks another one while an exchange waits.
 * So a caller whose connections all end on one node has less than the whole limit, and never more.
 * Safe for use by many threads.
 */
final class Throttles {
  private final Map<Key, Bucket> buckets;

  private record Key(Reason reason, String caller, String operation) {}

  private static final class Bucket {
    private double tokens;
    private long filledAtNanos;

    Bucket(double tokens, long nowNanos) {
      this.tokens = tokens;
      this.filledAtNanos = nowNanos;
    }

    void fill(double perSecond, double most, long nowNanos) {
      double seconds = Math.max(0, nowNanos - filledAtNanos) / 1e9;
      tokens = Math.min(most, tokens + seconds * perSecond);
      filledAtNanos = nowNanos;
    }
  }

  Throttles(int callersMax, Runnable onFull) {
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Bucket> eldest) {
            boolean full = size() > callersMax;
            if (full) {
              onFull.run();
            }
            return full;
          }
        };
  }

  /**
   * Takes a token from every bucket, or from none.
   *
   * @param nodes how many nodes share the limits
   * @return seconds until all have one, at least 1; 0 when taken
   */
  synchronized int take(
      List<Verdict.Limited> limits, Party caller, Operation operation, int nodes, long nowNanos) {
    double wait = 0;
    for (Verdict.Limited each : limits) {
      RateLimit limit = each.limit();
      Bucket bucket = bucket(each, caller, operation, nodes, nowNanos);
      bucket.fill(share(limit, nodes), burst(limit, nodes), nowNanos);
      if (bucket.tokens < 1) {
        wait = Math.max(wait, (1 - bucket.tokens) / share(limit, nodes));
      }
    }
    if (wait > 0) {
      return (int) Math.clamp(Math.ceil(wait), 1, 86_400);
    }
    for (Verdict.Limited each : limits) {
      bucket(each, caller, operation, nodes, nowNanos).tokens -= 1;
    }
    return 0;
  }

  private Bucket bucket(
      Verdict.Limited limited, Party caller, Operation operation, int nodes, long nowNanos) {
    Key key =
        new Key(
            limited.reason(),
            caller.key(),
            limited.limit().per() == RateLimit.Per.CALLER ? "" : operation.key());
    return buckets.computeIfAbsent(key, any -> new Bucket(burst(limited.limit(), nodes), nowNanos));
  }

  private static double share(RateLimit limit, int nodes) {
    return limit.perSecond() / nodes;
  }

  /** A bucket that holds less than one token would never let anything pass. */
  private static double burst(RateLimit limit, int nodes) {
    return Math.max(1, (double) limit.burst() / nodes);
  }
}
