// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.checkpoint;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;

/** What lies behind a {@link Checkpoint}: where bytes go, and who is asked. */
public interface Passage {

  /**
   * These bytes go on to the other side, in this order. Never called while the checkpoint reads.
   *
   * @param direction which way they go
   * @param bytes to be released by whoever takes them
   */
  void pass(Direction direction, ByteBuf bytes);

  /**
   * A call waits; to be answered once, now or later, by {@link Call#allow} or {@link Call#refuse}.
   */
  void asked(Call call);

  /**
   * The calls of the connection cannot be told apart any more, and nothing passes until {@link
   * Checkpoint#open} is called.
   *
   * @param reason a short stable sentence without payload
   */
  void lost(String reason);

  /**
   * The protocol knows no way to refuse but to end the connection, once all that passed is sent.
   */
  void end();
}
