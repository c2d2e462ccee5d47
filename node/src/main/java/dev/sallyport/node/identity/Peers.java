// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import dev.sallyport.model.Workload;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The other nodes, as far as they can be asked who is at the client end of a connection. */
public interface Peers {

  /** No peers: there is no key, so nobody can be asked and nobody is answered. */
  Peers NONE =
      new Peers() {
        @Override
        public boolean canAsk() {
          return false;
        }

        @Override
        public void ask(
            List<InetAddress> nodes, Question question, Loop loop, Consumer<Answer> answer) {
          answer.accept(new Answer.Silent());
        }

        @Override
        public boolean heardLately(InetAddress node, long nowNanos) {
          return false;
        }
      };

  /** Returns whether questions can be asked and are answered at all. */
  boolean canAsk();

  /**
   * Returns where to ask another program of this node that carries connections as well: the one
   * that this took over from, or that takes over from this. Empty nearly always.
   */
  default Optional<InetAddress> neighbour() {
    return Optional.empty();
  }

  /**
   * Asks nodes about a connection; the answer comes once, on the loop. The best answer of all nodes
   * counts: a vouch before a holder, a holder before a denial, a denial only when all deny.
   */
  void ask(List<InetAddress> nodes, Question question, Loop loop, Consumer<Answer> answer);

  /**
   * Returns whether the node answered anything a short while ago. Then its silence is an accident,
   * and what it would have said is not to be guessed.
   */
  boolean heardLately(InetAddress node, long nowNanos);

  /**
   * "Who has this source towards me?", asked by the side that accepted the connection.
   *
   * @param claim identifies the connection at the asking side; the same whenever it asks again
   * @param source address and port that the connection comes from
   * @param target address and port at which it was accepted
   * @param acceptedAtNanos when it was accepted, on the clock of whoever holds this record
   */
  record Question(
      ClaimId claim, InetSocketAddress source, InetSocketAddress target, long acceptedAtNanos) {}

  /** What is said about a connection. */
  sealed interface Answer {

    /**
     * The socket is that of a captured pod here.
     *
     * @param podUid UID of the pod
     * @param workload its workload
     * @param counted whether the client side already counts the connection, so that the asking side
     *     must not
     */
    record Vouched(String podUid, Workload workload, boolean counted) implements Answer {}

    /**
     * The socket is that of a captured pod here whose workload is not known yet; the asking node
     * may learn it from others.
     *
     * @param podUid UID of the pod
     * @param counted as in {@link Vouched}
     */
    record Claimed(String podUid, boolean counted) implements Answer {}

    /**
     * No socket of capture, but exactly this pod held the address here at that time.
     *
     * @param podUid UID of the pod
     * @param workload its workload
     */
    record Holder(String podUid, Workload workload) implements Answer {}

    /** Neither a socket nor a holder is known here. */
    record Denied() implements Answer {}

    /** Nobody answered in time. */
    record Silent() implements Answer {}
  }
}
