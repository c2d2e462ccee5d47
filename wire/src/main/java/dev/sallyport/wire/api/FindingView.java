// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * What a detector claims of one operation.
 *
 * @param edge id of the edge
 * @param source id of the calling party
 * @param target id of the called party
 * @param protocol protocol id, for example {@code http}
 * @param operation readable key, for example {@code GET /products/{id}}
 * @param detector id of the detector; {@code others} where they were not told apart
 * @param family way of attacking, for example {@code sql-injection}
 * @param severity {@code low}, {@code medium}, {@code high} or {@code critical}: the worst
 * @param score how sure the detector is at most, 0 to 1
 * @param part part of the message, for example {@code query}
 * @param place name inside the part; empty where it has none
 * @param count claims
 * @param exchanges exchanges with at least one
 * @param evidence why, without any value
 * @param firstSeen when first
 * @param lastSeen when last
 */
public record FindingView(
    String edge,
    String source,
    String target,
    String protocol,
    String operation,
    String detector,
    String family,
    String severity,
    double score,
    String part,
    String place,
    long count,
    long exchanges,
    String evidence,
    Instant firstSeen,
    Instant lastSeen) {}
