// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redaction;

import dev.sallyport.model.Content;
import dev.sallyport.model.Content.Form;
import dev.sallyport.model.Place;
import dev.sallyport.protocol.gate.Editor;
import dev.sallyport.protocol.gate.UneditableException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces values in the text messages of one direction of WebSocket (RFC 6455). A message waits
 * for its last frame; one that is JSON also until no text in it may go on in the next message.
 * Frames keep their lengths and their masks. What is not text passes as it comes.
 */
public final class WebSocketRedactor implements Editor {
  private static final int MESSAGE_BYTES_MAX = 1 << 20;
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final Place MESSAGE = Place.of(Place.Part.WEBSOCKET);

  private final Redacting redacting;
  private final Pieces pieces;
  private final StreamRedactor stream;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>(2);
  private final byte[] head = new byte[14];
  private int headSize;
  private int headNeeded = 2;
  private long left;
  private long taken;
  private boolean text;
  private boolean touched;
  private Waiting message = new Waiting();

  /** A message, or other bytes, in its turn. */
  private static final class Waiting {
    final List<byte[]> heads = new ArrayList<>(1);
    final List<Integer> sizes = new ArrayList<>(1);
    final ByteArrayOutputStream payload = new ByteArrayOutputStream(256);
    byte[] shown = {};
    ByteBuf raw = Unpooled.EMPTY_BUFFER;
    boolean settled;
  }

  /** Makes the redactor of one direction. */
  public WebSocketRedactor(Redacting redacting) {
    this.redacting = redacting;
    this.pieces = new Pieces(redacting);
    this.stream = new StreamRedactor(redacting, this::settled);
  }

  @Override
  public void edit(ByteBuf bytes, Out out) {
    touched = true;
    while (bytes.isReadable()) {
      if (headSize < headNeeded) {
        head[headSize++] = bytes.readByte();
        if (headSize == 2) {
          int size = head[1] & 0x7f;
          headNeeded = 2 + (size == 126 ? 2 : size == 127 ? 8 : 0) + (masked() ? 4 : 0);
        }
        if (headSize == headNeeded) {
          begin(out);
        }
      } else {
        payload(bytes.readSlice((int) Math.min(left, bytes.readableBytes())), out);
      }
    }
    if (redacting.failed()) {
      throw new UneditableException("a message cannot be redacted");
    }
    flush(out);
  }

  private boolean masked() {
    return (head[1] & 0x80) != 0;
  }

  private int opcode() {
    return head[0] & 15;
  }

  private void begin(Out out) {
    int size = head[1] & 0x7f;
    int bytes = size == 126 ? 2 : size == 127 ? 8 : 0;
    left = bytes == 0 ? size : 0;
    for (int i = 0; i < bytes; i++) {
      left = left << 8 | (head[2 + i] & 0xff);
    }
    taken = 0;
    if (opcode() == CLOSE) {
      stream.end();
      flush(out);
    }
    if (opcode() < CLOSE && opcode() != 0) {
      text = opcode() == TEXT;
      if (text && (head[0] & RESERVED) != 0) {
        text = false;
        redacting.countUnlooked();
      }
    }
    if (wanted() && message.payload.size() + left > MESSAGE_BYTES_MAX) {
      tooLarge();
    }
    if (wanted()) {
      message.heads.add(java.util.Arrays.copyOf(head, headNeeded));
      message.sizes.add((int) left);
    } else {
      raw(Unpooled.copiedBuffer(head, 0, headNeeded), out);
    }
    if (left == 0) {
      frameEnd();
    }
  }

  private boolean wanted() {
    return opcode() < CLOSE && text;
  }

  /** What was held of it goes as it came; the rest of it is not looked at. */
  private void tooLarge() {
    redacting.countUnlooked();
    text = false;
    message.shown = message.payload.toByteArray();
    message.settled = true;
    queue.add(message);
    message = new Waiting();
  }

  private void payload(ByteBuf bytes, Out out) {
    int length = bytes.readableBytes();
    if (wanted()) {
      int key = headNeeded - 4;
      while (bytes.isReadable()) {
        int each = bytes.readByte();
        message.payload.write(masked() ? each ^ head[key + (int) (taken & 3)] : each);
        taken++;
      }
    } else {
      raw(bytes.retain(), out);
    }
    left -= length;
    if (left == 0) {
      frameEnd();
    }
  }

  private void frameEnd() {
    if (wanted() && (head[0] & FIN) != 0) {
      complete();
    }
    headSize = 0;
    headNeeded = 2;
  }

  private void complete() {
    Waiting whole = message;
    message = new Waiting();
    byte[] octets = whole.payload.toByteArray();
    queue.add(whole);
    if (octets.length > 0 && octets[0] == '{') {
      stream.message(octets);
    } else {
      pieces.redact(new Content(MESSAGE, Form.PLAIN, octets, 0, octets.length, true));
      whole.shown = octets;
      whole.settled = true;
    }
  }

  /** The next message that is JSON may pass. */
  private void settled(byte[] octets) {
    for (Waiting each : queue) {
      if (!each.settled) {
        each.shown = octets;
        each.settled = true;
        return;
      }
    }
  }

  /** Control frames overtake messages, other bytes do not. */
  private void raw(ByteBuf bytes, Out out) {
    if (queue.isEmpty() || opcode() >= CLOSE) {
      out.pass(bytes);
    } else {
      Waiting other = new Waiting();
      other.raw = bytes.copy();
      bytes.release();
      other.settled = true;
      queue.add(other);
    }
  }

  private void flush(Out out) {
    while (!queue.isEmpty() && queue.element().settled) {
      Waiting next = queue.remove();
      if (next.raw.isReadable()) {
        out.pass(next.raw);
        continue;
      }
      int at = 0;
      ByteBuf frames = Unpooled.buffer(next.shown.length + 14 * next.heads.size());
      for (int i = 0; i < next.heads.size(); i++) {
        byte[] frame = next.heads.get(i);
        int size = Math.min(next.sizes.get(i), next.shown.length - at);
        int key = (frame[1] & 0x80) == 0 ? -1 : frame.length - 4;
        frames.writeBytes(frame);
        for (int k = 0; k < size; k++) {
          byte each = next.shown[at + k];
          frames.writeByte(key < 0 ? each : each ^ frame[key + (k & 3)]);
        }
        at += size;
      }
      out.pass(frames);
    }
  }

  @Override
  public void idle(Out out) {
    if (!touched) {
      stream.pause();
      flush(out);
    }
    touched = false;
  }

  @Override
  public void end(Out out) {
    stream.end();
    flush(out);
  }

  @Override
  public void abandon() {
    for (Waiting each : queue) {
      each.raw.release();
    }
    queue.clear();
  }
}
