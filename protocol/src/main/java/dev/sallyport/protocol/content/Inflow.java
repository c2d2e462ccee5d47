// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Message;
import dev.sallyport.model.Message.Problem;
import dev.sallyport.model.Operation;
import dev.sallyport.protocol.content.MediaType.Shape;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One message on its way in: what its head says, and its body as far as it is kept. */
final class Inflow {
  private final Direction direction;
  private final String method;
  private final String target;
  private final int status;
  private final List<Message.Field> fields;
  private final @Nullable Operation operation;
  private final MediaType type;
  private final String coding;
  private final String messageCoding;
  private final ContentLimits limits;
  private final Allowance allowance;
  private final Gathered body;
  private final @Nullable EventReader events;
  private boolean skipped;
  private boolean handedOut;

  /** What the head of a message says. */
  record Start(
      Direction direction,
      String method,
      String target,
      int status,
      List<Message.Field> fields,
      @Nullable Operation operation,
      MediaType type,
      String coding,
      String messageCoding) {}

  Inflow(Start start, ContentLimits limits, Allowance allowance) {
    this.direction = start.direction();
    this.method = start.method();
    this.target = start.target();
    this.status = start.status();
    this.fields = start.fields();
    this.operation = start.operation();
    this.type = start.type();
    this.coding = start.coding();
    this.messageCoding = start.messageCoding();
    this.limits = limits;
    this.allowance = allowance;
    this.body = new Gathered(allowance, limits.messageBytes());
    this.events = coding.isEmpty() ? eventReader() : null;
  }

  private @Nullable EventReader eventReader() {
    return switch (type.shape()) {
      case EVENTS -> new EventStream(allowance, limits);
      case NDJSON -> new JsonLines(allowance, limits);
      case AWS_EVENTS -> new AwsEvents(allowance, limits);
      default -> null;
    };
  }

  Direction direction() {
    return direction;
  }

  @Nullable Operation operation() {
    return operation;
  }

  /** Returns whether it was handed out, so that the rest of it is not looked at. */
  boolean handedOut() {
    return handedOut;
  }

  /** Takes part of the body; returns whether no more of it is needed. */
  boolean add(ByteBuf bytes, int index, int length) {
    EventReader reader = events;
    if (reader != null) {
      reader.read(bytes, index, length);
      return reader.full();
    }
    if (skipped) {
      return false;
    }
    body.add(bytes, index, length);
    if (type.shape() == Shape.BINARY && body.size() >= Text.SNIFFED_BYTES && !labelIsWrong()) {
      skipped = true;
      body.release();
      return true;
    }
    return body.cut();
  }

  /** A label alone does not keep a request from being looked at: servers read it all the same. */
  private boolean labelIsWrong() {
    return direction == Direction.FROM_CLIENT
        && coding.isEmpty()
        && Text.looksLikeText(body.octets(), 0, Math.min(body.size(), Text.SNIFFED_BYTES));
  }

  /**
   * Makes the message of what there is. Valid until {@link #release}.
   *
   * @param whole whether the end of the message was seen
   */
  Message message(boolean whole, Expander expander, Held held, Pieces pieces) {
    handedOut = true;
    if (body.noRoom()) {
      pieces.problem(Problem.NO_ROOM);
    } else if (body.cut()) {
      pieces.problem(Problem.CUT);
    } else if (!whole && !skipped) {
      pieces.problem(Problem.INCOMPLETE);
    }
    EventReader reader = events;
    if (reader != null) {
      reader.pieces(pieces);
    } else if (skipped) {
      pieces.binary(Pieces.place(type.shape()));
    } else if (body.size() > 0) {
      boolean all = whole && !body.cut();
      Gathered plain = coding.isEmpty() ? body : held.decoded(coding, body, expander, pieces);
      if (plain != null) {
        content(plain, all && !plain.cut(), expander, held, pieces);
      } else {
        pieces.binary(Pieces.place(type.shape()));
      }
    }
    return new Message(
        direction, method, target, status, fields, pieces.contents(), pieces.problems());
  }

  private void content(Gathered plain, boolean whole, Expander expander, Held held, Pieces pieces) {
    byte[] octets = plain.octets();
    int size = plain.size();
    switch (type.shape()) {
      case GRPC -> GrpcMessages.read(pieces, octets, size, whole, messageCoding, expander, held);
      case PROTOBUF -> {
        if (!new ProtobufFields(pieces, octets).read(0, size)) {
          pieces.body(MediaType.NONE, Pieces.place(Shape.PROTOBUF), octets, 0, size, whole);
        }
      }
      case MULTIPART -> new Multipart(pieces, octets, 0).read(type.boundary(), "", 0, size, whole);
      case EVENTS, NDJSON, AWS_EVENTS -> {
        EventReader reader = held.keep(eventReader());
        reader.read(octets, 0, size);
        reader.pieces(pieces);
      }
      case BINARY -> binary(octets, size, whole, pieces);
      default -> pieces.body(type, Pieces.place(type.shape()), octets, 0, size, whole);
    }
  }

  private void binary(byte[] octets, int size, boolean whole, Pieces pieces) {
    if (direction == Direction.FROM_CLIENT
        && Text.looksLikeText(octets, 0, Math.min(size, Text.SNIFFED_BYTES))) {
      pieces.body(MediaType.NONE, Pieces.place(Shape.TEXT), octets, 0, size, whole);
    } else {
      pieces.binary(Pieces.place(Shape.BINARY));
    }
  }

  /** Names what a request calls as far as its body says it; empty for most. */
  Optional<Call> call(Pieces pieces) {
    return CallNames.of(method, target, fields, pieces.contents());
  }

  void release() {
    body.release();
    EventReader reader = events;
    if (reader != null) {
      reader.release();
    }
  }
}
