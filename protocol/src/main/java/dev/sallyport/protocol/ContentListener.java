// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Operation;
import io.netty.buffer.ByteBuf;

/**
 * Receives what exchanges carry, for those who look into content; called in order, between the
 * observations of the same exchange. Nobody pays for it while {@link #NONE} listens.
 */
public interface ContentListener {

  /** Listens to nothing. */
  ContentListener NONE =
      new ContentListener() {
        @Override
        public void request(long stream, Operation operation, HeadView head) {}

        @Override
        public void answer(long stream, HeadView head) {}

        @Override
        public void body(Direction direction, long stream, ByteBuf bytes, int index, int length) {}

        @Override
        public void ended(Direction direction, long stream, long nowNanos) {}

        @Override
        public void givenUp(long stream) {}

        @Override
        public void message(Direction direction, long stream, boolean text, boolean deflated) {}

        @Override
        public void lost() {}
      };

  /**
   * The head of a request was read.
   *
   * @param stream exchange number
   * @param operation what the head calls
   * @param head valid only during the call
   */
  void request(long stream, Operation operation, HeadView head);

  /**
   * The head of a final answer was read.
   *
   * @param stream exchange number
   * @param head valid only during the call
   */
  void answer(long stream, HeadView head);

  /** Part of a body or of a message without its framing, valid only during the call. */
  void body(Direction direction, long stream, ByteBuf bytes, int index, int length);

  /**
   * What that side sends in the exchange is complete, or the message that {@link #message} began.
   */
  void ended(Direction direction, long stream, long nowNanos);

  /** One side gave the exchange up: no more of it comes. */
  void givenUp(long stream);

  /**
   * A message begins inside of an exchange that goes on, as WebSocket has them; {@link #body} and
   * {@link #ended} follow for it before the next one begins in that direction.
   *
   * @param direction who sends it
   * @param stream exchange number
   * @param text whether it says that it is text
   * @param deflated whether it is compressed as the exchange's heads have agreed
   */
  void message(Direction direction, long stream, boolean text, boolean deflated);

  /** The connection is not understood any more: no more of any exchange comes. */
  void lost();

  /** Returns whether what data stores and brokers are told and answer is looked at. */
  default boolean wantsValues() {
    return false;
  }

  /**
   * Part of what one side says in an exchange of a data store or broker: values under their names,
   * valid only during the call. May come before the observation that the exchange began.
   *
   * @param stream exchange number
   * @return whether more of the exchange is looked at
   */
  default boolean values(long stream, Message message) {
    return false;
  }

  /** An exchange of a data store or broker is answered; comes before the observation of that. */
  default void valuesEnded(long stream) {}
}
