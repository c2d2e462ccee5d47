// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Message.Problem;
import io.netty.buffer.ByteBuf;

/** Reads a body that consists of events while it passes, and keeps what they amount to. */
abstract sealed class EventReader permits EventStream, JsonLines, AwsEvents {
  private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[4096]);

  private final JoinedTexts texts;
  private final Gathered event;
  private boolean skipped;

  EventReader(Allowance allowance, ContentLimits limits) {
    this.texts = new JoinedTexts(allowance, limits);
    this.event = new Gathered(allowance, limits.messageBytes());
  }

  /** Takes one more byte. */
  abstract void read(byte octet);

  /** Nothing more comes; what there is of an event may count. */
  abstract void end();

  final void read(ByteBuf bytes, int index, int length) {
    byte[] chunk = CHUNK.get();
    for (int at = 0; at < length && !texts.full(); at += chunk.length) {
      int size = Math.min(chunk.length, length - at);
      bytes.getBytes(index + at, chunk, 0, size);
      read(chunk, 0, size);
    }
  }

  final void read(byte[] octets, int from, int to) {
    for (int i = from; i < to && !texts.full(); i++) {
      read(octets[i]);
    }
  }

  /** Returns whether nothing more is gathered. */
  final boolean full() {
    return texts.full();
  }

  final Gathered event() {
    return event;
  }

  /** The event is whole. */
  final void dispatch() {
    if (event.cut()) {
      skipped = true;
    } else {
      texts.event(event.octets(), 0, event.size());
    }
    event.clear();
  }

  final void dispatch(byte[] octets, int from, int to) {
    texts.event(octets, from, to);
  }

  final void pieces(Pieces pieces) {
    end();
    texts.pieces(pieces);
    if (skipped) {
      pieces.problem(Problem.CUT);
    }
  }

  final void release() {
    event.release();
    texts.release();
  }
}
