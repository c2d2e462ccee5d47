// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Observation;
import dev.sallyport.protocol.gate.BodyEditor;
import dev.sallyport.protocol.gate.Editing;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One stream at an {@link Http2Gate}. */
final class Http2Passing {

  /** What becomes of what one side sends. */
  enum Fate {
    WAITS,
    PASSES,
    DROPPED
  }

  /** What waits, in order. */
  sealed interface Item {}

  /** A header block. */
  record Block(Http2Headers headers, boolean endStream) implements Item {}

  /** A whole frame, its head included. */
  record Frame(int type, int flags, ByteBuf bytes) implements Item {}

  /** One side of the stream. */
  static final class Side {
    final ArrayDeque<Item> waiting = new ArrayDeque<>(0);
    Fate fate = Fate.WAITS;
    long heldBytes;
    boolean headPassed;
    boolean ended;
    boolean endedHere;
    @Nullable BodyEditor editor;

    void release() {
      for (Item each : waiting) {
        if (each instanceof Frame frame) {
          frame.bytes().release();
        }
      }
      waiting.clear();
      heldBytes = 0;
      if (editor != null) {
        editor.abandon();
        editor = null;
      }
    }
  }

  final int id;
  final Observation.RequestHead head;
  final Side request = new Side();
  final Side answer = new Side();
  String accept = "";
  String contentType = "";
  Editing editing = Editing.NONE;
  boolean told;

  /** Whether the head of the request came to the gate. */
  boolean seen;

  Http2Passing(int id, Observation.RequestHead head) {
    this.id = id;
    this.head = head;
  }

  Side side(Direction direction) {
    return direction == Direction.FROM_CLIENT ? request : answer;
  }
}
