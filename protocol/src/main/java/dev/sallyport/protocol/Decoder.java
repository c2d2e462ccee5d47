// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Understands one connection of one protocol and reports observations. Confined to the connection's
 * event loop. Never throws on what peers send: what is not understood becomes a lower {@link
 * #visibility()}, and the decoder is {@link #finished()}.
 */
public interface Decoder {

  /** The visibility of exchanges that were read whole. */
  Visibility UNDERSTOOD = Visibility.below(Layer.PAYLOAD, "payloads are not inspected");

  /** Returns what the connection is, as far as the bytes so far say. */
  Protocol protocol();

  /** Returns what can be seen of the connection now, and why not more. */
  Visibility visibility();

  /** Returns whether nothing more will be learned. It stays so. */
  boolean finished();

  /**
   * Returns whether no exchange begins any more, though bytes may go on. It stays so. Always true
   * when finished.
   */
  default boolean exchangesOver() {
    return finished();
  }

  /**
   * Looks at bytes in the order in which they flow.
   *
   * @param direction who sent them
   * @param bytes holder of the bytes; neither its content nor its indexes are changed
   * @param index absolute index of the first byte
   * @param length number of bytes
   * @param nowNanos monotonic time at which they were read
   */
  void read(Direction direction, ByteBuf bytes, int index, int length, long nowNanos);

  /** The peer of that direction will send nothing more. */
  void closed(Direction direction, long nowNanos);

  /**
   * Returns how many bytes of that direction lie before the message that is being read now. All
   * before them belong to what was reported, or to nothing that will be; those behind may become
   * part of something that is not reported yet. While a head is being reported it is where its
   * message begins. {@link Long#MAX_VALUE} when no exchange will begin any more; -1 when the
   * protocol cannot tell.
   */
  default long boundary(Direction direction) {
    return -1;
  }

  /**
   * The exchange was refused on its way: nothing more of it reaches the server, and its answer was
   * given by somebody else, who did not show it. Only for protocols with independent exchanges.
   */
  default void refused(long stream, long nowNanos) {}

  /** Returns the name of the limit that ended understanding, empty when none did. */
  default Optional<String> limitHit() {
    return Optional.empty();
  }
}
