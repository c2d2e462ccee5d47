// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation on an edge.
 *
 * @param key readable key, for example {@code GET /orders/{id}}
 * @param exchanges exchanges since first seen
 * @param errors of them, failed
 * @param ratePerSecond exchanges per second over the last 60 seconds
 * @param errorShare failed share over the last 60 seconds, 0 to 1
 * @param p50Millis median latency; absent when none is known
 * @param p99Millis latency that 99 of 100 do not exceed; absent when none is known
 * @param statuses exchanges by protocol status, and {@code other}, {@code blocked}, {@code reset},
 *     {@code timed-out}, {@code unseen}
 * @param requestBytes bytes from the caller
 * @param responseBytes bytes from the callee
 * @param rows rows or documents that a data store returned or changed; absent where none were
 * @param firstSeen start of the first exchange
 * @param lastSeen end of the latest exchange
 */
public record OperationView(
    String key,
    long exchanges,
    long errors,
    double ratePerSecond,
    double errorShare,
    @Nullable Double p50Millis,
    @Nullable Double p99Millis,
    Map<String, Long> statuses,
    long requestBytes,
    long responseBytes,
    @Nullable Long rows,
    Instant firstSeen,
    Instant lastSeen) {
  public OperationView {
    statuses = Collections.unmodifiableMap(new LinkedHashMap<>(statuses));
  }
}
