// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;

/**
 * A claim of an attack on one edge, all operations together.
 *
 * @param detector id of the detector
 * @param family way of attacking, for example {@code sql-injection}
 * @param severity {@code low}, {@code medium}, {@code high} or {@code critical}
 * @param score how sure the detector is at most, 0 to 1
 * @param part part of the message
 * @param place name inside the part; empty where it has none
 * @param count claims
 * @param evidence why, without any value
 * @param lastSeen when last
 */
public record FindingSeenView(
    String detector,
    String family,
    String severity,
    double score,
    String part,
    String place,
    long count,
    String evidence,
    Instant lastSeen) {}
