// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol;

import dev.sallyport.model.Direction;
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
        public void head(Direction direction, long stream, HeadView head) {}

        @Override
        public void body(Direction direction, long stream, ByteBuf bytes, int index, int length) {}
      };

  /** The head of a request or of a final answer; the view is valid only during the call. */
  void head(Direction direction, long stream, HeadView head);

  /** Part of a body without its framing, valid only during the call. */
  void body(Direction direction, long stream, ByteBuf bytes, int index, int length);
}
