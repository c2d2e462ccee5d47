// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/**
 * Receives what passes on one connection; confined to the connection's event loop. The order is
 * {@link #upstreamConnected} at most once, any number of {@link #bytes}, {@link #closed} exactly
 * once.
 */
public interface Tap {

  /** A tap that wants nothing. */
  Tap BLIND =
      new Tap() {
        @Override
        public void upstreamConnected(InetSocketAddress local, InetSocketAddress remote) {}

        @Override
        public boolean wantsBytes() {
          return false;
        }

        @Override
        public void bytes(Direction direction, ByteBuf bytes, long nowNanos) {}

        @Override
        public void closed(
            CloseReason why, long fromClientBytes, long fromServerBytes, long nowNanos) {}
      };

  /**
   * Gives the running totals of the connection, also of bytes that {@link #bytes} is not called
   * for; called once, right after the tap was asked for.
   */
  default void relayed(Traffic traffic) {}

  /**
   * Gives the way to stand in the way; called once, right after {@link #relayed} and before
   * anything is dialled. A tap that puts a guard in is still told of the connection, but not given
   * its bytes by {@link #bytes} while the guard is there.
   */
  default void guarded(Guard.Outlet outlet) {}

  /** Running totals of one connection; to be asked on its event loop. */
  interface Traffic {
    /** Returns all bytes read from the client so far. */
    long fromClientBytes();

    /** Returns all bytes read from the server so far. */
    long fromServerBytes();
  }

  /**
   * The connection towards the server stands.
   *
   * @param upstreamLocal address and port the server side sees as the source, before any
   *     translation on the way
   * @param upstreamRemote address and port dialled
   */
  void upstreamConnected(InetSocketAddress upstreamLocal, InetSocketAddress upstreamRemote);

  /**
   * Returns whether {@link #bytes} is to be called. Asked again and again; once it has answered
   * {@code false} it is not asked any more, and the bytes are moved without entering the process
   * where that is possible. They are still counted.
   */
  boolean wantsBytes();

  /**
   * Bytes that were read and will be passed on. The readable bytes may be looked at during the call
   * only, and neither they nor the indexes may be changed.
   */
  void bytes(Direction direction, ByteBuf bytes, long nowNanos);

  /**
   * The connection ended.
   *
   * @param why how
   * @param fromClientBytes all bytes read from the client
   * @param fromServerBytes all bytes read from the server
   * @param nowNanos monotonic time
   */
  void closed(CloseReason why, long fromClientBytes, long fromServerBytes, long nowNanos);
}
