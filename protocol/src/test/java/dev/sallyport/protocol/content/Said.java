// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Observation;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.Dialogue;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything that a connection is found to say, as lines of text. */
public final class Said implements MessageSink {
  public final List<String> lines = new ArrayList<>();
  public final ContentBuffers buffers;
  public final ContentReader content;
  private final ContentLimits limits;
  public long heldMost;

  public Said(ContentLimits limits) {
    this(limits, seen -> {});
  }

  public Said(ContentLimits limits, Consumer<Observation> sink) {
    this.limits = limits;
    this.buffers = new ContentBuffers(limits);
    this.content =
        new ContentReader(
            limits,
            buffers,
            this,
            seen -> {
              observed(seen);
              sink.accept(seen);
            });
  }

  /** Reads a dialogue that is cut like that, and checks that nothing is held at its end. */
  public static List<String> of(Dialogue dialogue, ContentLimits limits, Dialogue.Cutter cutter) {
    Said said = new Said(limits);
    said.read(dialogue, cutter);
    return said.lines;
  }

  public static List<String> of(Dialogue dialogue) {
    return of(dialogue, ContentLimits.DEFAULT, left -> left);
  }

  public void read(Dialogue dialogue, Dialogue.Cutter cutter) {
    ConnectionReader reader =
        new ConnectionReader(80, Optional.empty(), ProtocolLimits.DEFAULT, this::observed, content);
    for (Dialogue.Said each : dialogue.said()) {
      ByteBuf all = Unpooled.directBuffer(each.bytes().length + 1).writeBytes(each.bytes());
      int from = 0;
      while (from < all.writerIndex()) {
        int left = all.writerIndex() - from;
        int size = Math.max(1, Math.min(cutter.next(left), left));
        reader.read(each.direction(), all.slice(from, size), 1);
        from += size;
        held();
      }
      all.release();
    }
    reader.closed(Direction.FROM_CLIENT, 2);
    reader.closed(Direction.FROM_SERVER, 2);
    content.closed();
    if (buffers.heldBytes() != 0 || content.heldBytes() != 0) {
      throw new AssertionError("still held: " + buffers.heldBytes());
    }
  }

  private void held() {
    heldMost = Math.max(heldMost, buffers.heldBytes());
    if (content.heldBytes() > limits.connectionBytes()
        || buffers.heldBytes() > limits.heldBytes()) {
      throw new AssertionError("more held than allowed: " + content.heldBytes());
    }
  }

  private void observed(Observation observation) {
    if (observation instanceof Observation.OperationNamed named) {
      lines.add(
          named.stream()
              + " calls "
              + named.operation().key()
              + (named.traits().isEmpty() ? "" : " " + named.traits()));
    } else if (observation instanceof Observation.MessageSeen seen) {
      lines.add(seen.stream() + " message of " + seen.bytes() + " " + seen.direction());
    }
  }

  @Override
  public void request(long stream, Message message) {
    held();
    lines.add(stream + " > " + message.method() + " " + message.target() + text(message));
  }

  @Override
  public void response(long stream, Message message) {
    held();
    lines.add(stream + " < " + message.status() + text(message));
  }

  @Override
  public void message(long stream, Message message) {
    held();
    lines.add(
        stream + (message.direction() == Direction.FROM_CLIENT ? " } " : " { ") + text(message));
  }

  /** Returns the contents and problems of a message as text. */
  public static String text(Message message) {
    StringBuilder text = new StringBuilder();
    for (Content each : message.contents()) {
      text.append(" | ").append(each.place().part());
      if (!each.place().name().isEmpty()) {
        text.append(' ').append(each.place().name());
      }
      text.append(' ').append(each.form()).append(each.whole() ? "" : "!");
      text.append(each.length() == 0 ? "" : " ");
      text.append(new String(each.bytes(), each.offset(), each.length(), StandardCharsets.UTF_8));
    }
    if (!message.problems().isEmpty()) {
      text.append(" ").append(message.problems());
    }
    return text.toString();
  }
}
