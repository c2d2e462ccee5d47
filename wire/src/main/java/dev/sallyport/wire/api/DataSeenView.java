// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.wire.api;

/**
 * Sensitive data on one edge, all operations together.
 *
 * @param dataClass class of the data, for example {@code CREDIT_CARD}
 * @param group what the class belongs to, for example {@code financial}
 * @param direction {@code request} or {@code answer}
 * @param part part of the message, for example {@code json}
 * @param place name inside the part; empty where it has none
 * @param leaves whether it goes to a host out of the cluster
 * @param count values seen
 * @param distinct different values; an estimate where there were many
 * @param masked one of the values with all that identifies it replaced
 */
public record DataSeenView(
    String dataClass,
    String group,
    String direction,
    String part,
    String place,
    boolean leaves,
    long count,
    long distinct,
    String masked) {}
