// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Workload;
import java.net.InetSocketAddress;

/** What nodes say to each other about connections. */
sealed interface PeerMessage {

  /**
   * A question on its way.
   *
   * @param stampMillis wall clock of the asking node, for the replay window only
   * @param nonce ties the answer to the question
   * @param attempt which try this is, from 0
   * @param claim see {@link Peers.Question}
   * @param source see {@link Peers.Question}
   * @param target see {@link Peers.Question}
   * @param ageMillis how long ago the connection was accepted, so that no clock is compared
   */
  record Ask(
      long stampMillis,
      long nonce,
      int attempt,
      ClaimId claim,
      InetSocketAddress source,
      InetSocketAddress target,
      int ageMillis)
      implements PeerMessage {}

  /**
   * An answer on its way. Labels stay behind: the asking node knows them, or does without.
   *
   * @param nonce that of the question
   * @param claim that of the question
   * @param answer what is said
   */
  record Tell(long nonce, ClaimId claim, Peers.Answer answer) implements PeerMessage {}

  /** Returns the workload without its labels. */
  static Workload bare(Workload workload) {
    return new Workload(
        workload.namespace(),
        workload.kind(),
        workload.name(),
        workload.serviceAccount(),
        new java.util.TreeMap<>());
  }
}
