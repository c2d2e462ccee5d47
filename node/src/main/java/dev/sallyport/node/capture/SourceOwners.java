// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Tells which pod a connection comes from where the address does not. Safe for any thread. */
public interface SourceOwners {

  /** Knows nobody. */
  SourceOwners NONE = (source, accepted, podUid) -> podUid.accept("");

  /**
   * Asks whose socket is at the other side of an accepted connection. Must not block.
   *
   * @param source address and port the connection came from
   * @param accepted address and port it was accepted at
   * @param podUid receives the UID of the pod, empty when there is none, on any thread and perhaps
   *     during this call; whoever waits too long goes on without
   */
  void owner(InetSocketAddress source, InetSocketAddress accepted, Consumer<String> podUid);
}
