// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The identity of one connection while it becomes known. Confined to the loop it was opened on. It
 * tells its result exactly once, which may be during {@link ConnectionIdentity#open}, and may be
 * after {@link #closed}. What stayed unidentified then may be known {@link #better} later.
 */
public sealed interface ConnectionTrack permits ServerTrack, ClientTrack, SteerTrack {

  /**
   * Returns whether the bytes should be understood for now. False when the other side is expected
   * to do so; it does not become true again, so that a relay may stop looking for good.
   */
  boolean wantsBytes();

  /**
   * The connection towards the server stands. To be called at once: the other side may ask.
   *
   * @param local address and port the server side sees as the source
   * @param remote address and port dialled
   */
  void upstreamConnected(InetSocketAddress local, InetSocketAddress remote);

  /**
   * A name of the server was seen on the connection. Only the first of the strongest source counts.
   */
  void nameSeen(NameSource source, String name);

  /** No name will be seen any more: the protocol has none, or understanding ended. */
  void noMoreNames();

  /**
   * Returns the same ends with a name for one that had none when the result was told: the cluster
   * may have become known since. Empty while nothing was told, or nothing new is known.
   *
   * @param nowNanos monotonic time
   */
  Optional<Identification> better(long nowNanos);

  /**
   * Returns the ends as they are unless late news comes, for those who must not keep a connection
   * waiting until none can come any more. Only the called end is presumed, since rights are the
   * caller's: whoever has just got an address of another gains nothing by it. Empty once the result
   * was told, where nothing is presumed, and where the other side answers for the connection.
   *
   * @param nowNanos monotonic time
   */
  default Optional<Identification> presumed(long nowNanos) {
    return Optional.empty();
  }

  /** The connection ended. */
  void closed();
}
