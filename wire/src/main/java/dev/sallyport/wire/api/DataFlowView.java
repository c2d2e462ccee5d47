// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

import java.time.Instant;
import java.util.List;

/**
 * Sensitive data of one class in one place of one operation.
 *
 * @param edge id of the edge
 * @param source id of the calling party
 * @param target id of the called party
 * @param protocol protocol id, for example {@code http}
 * @param operation readable key, for example {@code POST /charges}
 * @param dataClass class of the data, for example {@code CREDIT_CARD}
 * @param group what the class belongs to, for example {@code financial}
 * @param rule which recogniser saw it; {@code others} where they were not told apart
 * @param direction {@code request} or {@code answer}
 * @param part part of the message, for example {@code json}
 * @param place name inside the part, for example {@code $.card.number}; empty where it has none
 * @param sender id of the party that sends the data
 * @param receiver id of the party that gets it
 * @param leaves whether the receiver is a host out of the cluster
 * @param count values seen, the same one each time
 * @param exchanges exchanges that carried at least one
 * @param distinct different values; an estimate where there were many
 * @param distinctExact whether {@code distinct} is exact, and {@code fingerprints} could be all
 * @param masked one of the values with all that identifies it replaced
 * @param fingerprints some of the values' fingerprints, to be traced; at most {@value
 *     #FINGERPRINTS_MAX}
 * @param onwardTo ids of hosts out of the cluster that values of this flow went on to
 * @param firstSeen when first
 * @param lastSeen when last
 */
public record DataFlowView(
    String edge,
    String source,
    String target,
    String protocol,
    String operation,
    String dataClass,
    String group,
    String rule,
    String direction,
    String part,
    String place,
    String sender,
    String receiver,
    boolean leaves,
    long count,
    long exchanges,
    long distinct,
    boolean distinctExact,
    String masked,
    List<String> fingerprints,
    List<String> onwardTo,
    Instant firstSeen,
    Instant lastSeen) {
  /** Most fingerprints that one flow lists. */
  public static final int FINGERPRINTS_MAX = 8;

  public DataFlowView {
    fingerprints = List.copyOf(fingerprints);
    onwardTo = List.copyOf(onwardTo);
  }
}
