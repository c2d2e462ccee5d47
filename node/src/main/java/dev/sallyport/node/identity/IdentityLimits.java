// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of identity. Every bound that is reached is counted in {@link IdentityCounters}.
 *
 * @param podsMax pods of the cluster held by UID, default 200,000; prevents an inventory that
 *     nobody can hold from ending the program
 * @param addressesMax addresses with claims, default 400,000
 * @param claimsPerAddressMax claims remembered for one address, default 64; beyond it the oldest
 *     are folded into one that makes its time ambiguous
 * @param tombstonesMax UIDs of pods that ended, remembered so that late news cannot bring them
 *     back, default 16,384
 * @param remember how long an ended claim is remembered, default 2 minutes; longer than any wait
 *     for an answer
 * @param settle how late news about an address may be, default 2 s: an address of a pod is
 *     attributed by the ledger only when this time has passed and only one pod claimed it from
 *     {@code settle} before until {@code settle} after
 * @param sandboxSettle the same for sandboxes of this node, default 500 ms: they are found without
 *     asking anybody
 * @param staleAfter how long the inventory may be silent before addresses of pods on other nodes
 *     are no longer attributed by it, default 60 s; counts from {@link IdentityLedger#linkLost}
 * @param ownerWait how long attribution waits for the top owner of a pod before it uses the
 *     provisional one, default 2 s
 * @param podWait how long attribution waits for the API to name a pod whose sandbox was found, and
 *     after a start for the first inventory, default 10 s
 * @param nameWait how long a connection to the outside waits for SNI or HTTP authority before
 *     weaker evidence names it, default 5 s
 * @param inspectWait how long the client side of a connection to a captured pod waits for the
 *     question that proves inspection by the other side, default 3.5 s: longer than {@code settle}
 *     and three tries, since the other side asks a second time then
 * @param undecidedWait the same when it is not known whether the other side is captured, default 1
 *     s
 * @param waitingMax connections whose ends may wait for a name at once, default 4,096; beyond it an
 *     end that is not certain yet stays unnamed for them, and beyond twice as many nobody waits for
 *     the other side either. Prevents that short connections to or from whom nobody can name hold
 *     memory at their pace: without it a node dies of it
 * @param socketsMax own upstream sockets remembered, default 65,536
 * @param socketLinger how long a closed one is remembered, default 5 s: a question about a short
 *     connection may come after its end
 * @param acceptLagMax how long after the client side saw the connection stand the server side may
 *     take it out of its queue, default 5 s; prevents an old socket from answering for a new one
 * @param handoverLagMax the same when the address went from one pod to another about then, default
 *     250 ms: it is better not to know than to take one for the other
 * @param namesPerPodMax names kept per pod, default 2,048 addresses, least recently used go first
 * @param namedPodsMax pods with name evidence, default 512
 * @param nameGrace how long a DNS answer counts beyond its TTL, default 60 s: programs cache
 * @param nameTtlMax longest TTL believed, default 1 hour
 * @param questionsMax questions to peers outstanding, default 8,192
 * @param questionsPerSecondMax questions answered per second, default 20,000; prevents a flood from
 *     taking the event loop
 * @param peersPerQuestionMax nodes asked about one connection, default 8
 * @param peerTrusted how long after an answer the silence of a node counts as lost datagrams, so
 *     that nothing is claimed in its place, default 10 s; after that it counts as a node without
 *     Sallyport
 * @param replayWindow how old the stamp of a question may be, default 30 s; also the difference of
 *     node clocks that is tolerated
 * @param ownersWaitingMax connections to listeners of tier steer whose owner is being looked for,
 *     default 4,096; beyond it they are named by their address
 * @param outsideBlocksMax blocks of private addresses remembered as outside of the cluster, default
 *     4,096; beyond it all are learnt again, which delays the first connection from each by {@code
 *     settle}
 */
public record IdentityLimits(
    int podsMax,
    int addressesMax,
    int claimsPerAddressMax,
    int tombstonesMax,
    Duration remember,
    Duration settle,
    Duration sandboxSettle,
    Duration staleAfter,
    Duration ownerWait,
    Duration podWait,
    Duration nameWait,
    Duration inspectWait,
    Duration undecidedWait,
    int waitingMax,
    int socketsMax,
    Duration socketLinger,
    Duration acceptLagMax,
    Duration handoverLagMax,
    int namesPerPodMax,
    int namedPodsMax,
    Duration nameGrace,
    Duration nameTtlMax,
    int questionsMax,
    int questionsPerSecondMax,
    int peersPerQuestionMax,
    Duration peerTrusted,
    Duration replayWindow,
    int ownersWaitingMax,
    int outsideBlocksMax) {

  public IdentityLimits {
    requireNonNull(remember, "remember");
    requireNonNull(settle, "settle");
    requireNonNull(sandboxSettle, "sandboxSettle");
    requireNonNull(staleAfter, "staleAfter");
    requireNonNull(ownerWait, "ownerWait");
    requireNonNull(podWait, "podWait");
    requireNonNull(nameWait, "nameWait");
    requireNonNull(inspectWait, "inspectWait");
    requireNonNull(undecidedWait, "undecidedWait");
    requireNonNull(socketLinger, "socketLinger");
    requireNonNull(acceptLagMax, "acceptLagMax");
    requireNonNull(handoverLagMax, "handoverLagMax");
    requireNonNull(nameGrace, "nameGrace");
    requireNonNull(nameTtlMax, "nameTtlMax");
    requireNonNull(peerTrusted, "peerTrusted");
    requireNonNull(replayWindow, "replayWindow");
    if (claimsPerAddressMax < 2) {
      throw new IllegalArgumentException(
          "claimsPerAddressMax: " + claimsPerAddressMax + " (expected: >= 2)");
    }
  }

  /** Returns the bounds of a normal node. */
  public static IdentityLimits defaults() {
    return new IdentityLimits(
        200_000,
        400_000,
        64,
        16_384,
        Duration.ofMinutes(2),
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofMillis(3_500),
        Duration.ofSeconds(1),
        4_096,
        65_536,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofMillis(250),
        2_048,
        512,
        Duration.ofSeconds(60),
        Duration.ofHours(1),
        8_192,
        20_000,
        8,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        4096,
        4096);
  }
}
