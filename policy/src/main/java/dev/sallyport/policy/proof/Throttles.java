// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.policy.proof;

import dev.sallyport.model.Edge;
import dev.sallyport.model.LedgerLine;
import dev.sallyport.model.RateLimit;
import dev.sallyport.model.Reason;
import dev.sallyport.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adds up how often each caller came in each hour or day, and holds that against limits. What comes
 * in one stretch of time says nothing of peaks in it: below the burst nothing would have been held
 * back, above what the limit allows in all of it something would, and in between it is not known.
 * Not thread-safe.
 */
final class Throttles {
  static final String PEAKS = "peaks within an hour or day are not kept, and a limit asks for them";

  private record Bucket(
      Reason reason, RateLimit limit, String caller, String operation, Instant from) {}

  private record Came(Duration length, Map<Edge, Long> byEdge) {}

  private final Map<Bucket, Came> buckets = new HashMap<>();

  void add(LedgerLine line, Verdict.Limited limited, long exchanges) {
    boolean each = limited.limit().per() == RateLimit.Per.CALLER_AND_OPERATION;
    Bucket bucket =
        new Bucket(
            limited.reason(),
            limited.limit(),
            line.edge().source().key(),
            each ? line.edge().operation().key() : "",
            line.from());
    buckets
        .computeIfAbsent(bucket, _ -> new Came(line.length(), new LinkedHashMap<>()))
        .byEdge()
        .merge(line.edge(), exchanges, Long::sum);
  }

  /** Returns what would have become of the exchanges of an edge in one stretch of time. */
  Outcome judge(Verdict.Limited limited, LedgerLine line) {
    Bucket bucket =
        new Bucket(
            limited.reason(),
            limited.limit(),
            line.edge().source().key(),
            limited.limit().per() == RateLimit.Per.CALLER_AND_OPERATION
                ? line.edge().operation().key()
                : "",
            line.from());
    Came came = buckets.get(bucket);
    if (came == null) {
      return Outcome.PASSED;
    }
    long total = came.byEdge().values().stream().mapToLong(Long::longValue).sum();
    double most = limited.limit().perSecond() * came.length().toSeconds() + limited.limit().burst();
    if (total > most) {
      return Outcome.THROTTLED;
    }
    return total <= limited.limit().burst() ? Outcome.PASSED : Outcome.UNDECIDED;
  }
}
