// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity.kube;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of the Kubernetes client.
 *
 * @param objectBytesMax largest object of a watch that is read, default 4 MiB; a larger one is
 *     skipped and counted. The store behind the API refuses objects beyond about 1.5 MiB.
 * @param listBytesMax largest page of a list, default 64 MiB
 * @param podsMax most pods kept of one list, default 5,000; a node runs a few hundred
 * @param pageSize pods asked for at once, default 250
 * @param connectTimeout time for a connection, default 5 s
 * @param answerTimeout time for the head of an answer, and for the whole of a list, default 30 s
 * @param watchFor how long one watch is asked to last, default 5 min; the API ends it then and it
 *     is begun again
 * @param silenceMax how long a watch may say nothing beyond {@code watchFor} before it is given up,
 *     default 30 s; prevents a dead connection from looking like a quiet cluster
 * @param backOffMin first pause after a failure, default 500 ms; each next is twice as long, with
 *     jitter
 * @param backOffMax longest pause after a failure, default 30 s
 * @param ownersMax owners remembered, default 4,096, least recently used go first
 * @param ownerQueueMax owners waiting to be looked up, default 1,024
 */
public record KubeLimits(
    int objectBytesMax,
    long listBytesMax,
    int podsMax,
    int pageSize,
    Duration connectTimeout,
    Duration answerTimeout,
    Duration watchFor,
    Duration silenceMax,
    Duration backOffMin,
    Duration backOffMax,
    int ownersMax,
    int ownerQueueMax) {
  public KubeLimits {
    requireNonNull(connectTimeout, "connectTimeout");
    requireNonNull(answerTimeout, "answerTimeout");
    requireNonNull(watchFor, "watchFor");
    requireNonNull(silenceMax, "silenceMax");
    requireNonNull(backOffMin, "backOffMin");
    requireNonNull(backOffMax, "backOffMax");
  }

  /** Returns the bounds of a normal node. */
  public static KubeLimits defaults() {
    return new KubeLimits(
        4 << 20,
        64L << 20,
        5_000,
        250,
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        Duration.ofSeconds(30),
        Duration.ofMillis(500),
        Duration.ofSeconds(30),
        4_096,
        1_024);
  }
}
