// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import io.netty.buffer.ByteBuf;

/**
 * Changes one body while it passes. It sees the body without the framing of its transfer (chunks,
 * frames, padding) but with its content coding, and gives it back with the same coding. Confined to
 * the connection's event loop.
 */
public interface BodyEditor {

  /**
   * Returns whether what comes out is exactly as long as what goes in. Else the message is framed
   * anew: chunked where it told its length before.
   */
  boolean keepsLength();

  /**
   * Takes the next bytes of the body.
   *
   * @param bytes readable during the call only, not to be released
   */
  void edit(ByteBuf bytes, Editor.Out out);

  /** See {@link Editor#idle}. */
  default void idle(Editor.Out out) {}

  /** The body ended: lets the rest pass. */
  void end(Editor.Out out);

  /** Nothing more passes; releases what is kept. */
  default void abandon() {}
}
