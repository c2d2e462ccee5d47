// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Changes the bytes of one side of one exchange while they pass, framing included. Confined to the
 * connection's event loop.
 */
public interface Editor {

  /** Receives what may pass. */
  interface Out {
    /** Takes over bytes, which are passed on in order and released. */
    void pass(ByteBuf bytes);
  }

  /**
   * Takes the next bytes, however the network cut them; lets those pass that are settled and keeps
   * the others, bounded.
   *
   * @param bytes readable during the call only, not to be released; a slice that is to pass as it
   *     is must be a retained one
   */
  void edit(ByteBuf bytes, Out out);

  /**
   * Called now and then. When nothing came since the last call, lets pass what can be read by now:
   * who speaks slowly is not to wait for his own next word.
   */
  default void idle(Out out) {}

  /**
   * Returns what edits all that follows in this direction when the exchange has turned the
   * connection into something else; asked after {@link #end}.
   */
  default Optional<Editor> onward() {
    return Optional.empty();
  }

  /** All of that side's bytes of the exchange came: lets the rest pass. */
  void end(Out out);

  /** Nothing more passes; releases what is kept. */
  default void abandon() {}
}
