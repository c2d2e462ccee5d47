// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.content;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.Direction;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Message;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.HeadView;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.LongObjectHashMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what exchanges of one connection carry into messages of decoded pieces. Give it to the
 * {@link dev.sallyport.protocol.ConnectionReader} as its listener and call {@link #closed} once the
 * connection has ended. Confined to the connection's event loop. What it holds is bounded by its
 * limits, and a message that reaches a bound is handed out as far as it came.
 */
public final class ContentReader implements ContentListener {
  private final ContentLimits limits;
  private final MessageSink sink;
  private final Consumer<Observation> observations;
  private final Allowance allowance;
  private final Expander expander;
  private final Held held;
  private final Fields requestFields = new Fields();
  private final Fields answerFields = new Fields();
  private final LongObjectHashMap<Inflow> requests = new LongObjectHashMap<>(2);
  private final LongObjectHashMap<Inflow> answers = new LongObjectHashMap<>(2);
  private final Set<String> calls = new HashSet<>();
  private @Nullable Conversation conversation;

  /**
   * Makes the reader of one connection.
   *
   * @param limits bounds
   * @param buffers arrays of the event loop
   * @param sink receives the messages
   * @param observations receives what bodies say about the exchange; the sink of the connection's
   *     other observations
   */
  public ContentReader(
      ContentLimits limits,
      ContentBuffers buffers,
      MessageSink sink,
      Consumer<Observation> observations) {
    this.limits = requireNonNull(limits, "limits");
    this.sink = requireNonNull(sink, "sink");
    this.observations = requireNonNull(observations, "observations");
    this.expander = buffers.expander();
    this.allowance = new Allowance(buffers, limits.connectionBytes());
    this.held = new Held(allowance, limits);
  }

  /** Returns how many bytes are held for this connection. */
  public int heldBytes() {
    return allowance.heldBytes();
  }

  @Override
  public void request(long stream, Operation operation, HeadView head) {
    List<Message.Field> fields = requestFields.of(head);
    Inflow.Start start =
        new Inflow.Start(
            Direction.FROM_CLIENT,
            head.method(),
            head.target(),
            0,
            fields,
            operation,
            requestFields.mediaType(fields),
            coding(fields),
            messageCoding(fields));
    replace(requests.put(stream, new Inflow(start, limits, allowance)));
  }

  @Override
  public void answer(long stream, HeadView head) {
    List<Message.Field> fields = answerFields.of(head);
    Inflow.Start start =
        new Inflow.Start(
            Direction.FROM_SERVER,
            "",
            "",
            head.status(),
            fields,
            null,
            answerFields.mediaType(fields),
            coding(fields),
            messageCoding(fields));
    replace(answers.put(stream, new Inflow(start, limits, allowance)));
    if (head.status() == 101) {
      conversation = Conversation.of(fields, limits, allowance);
    }
  }

  static String coding(List<Message.Field> fields) {
    String coding = Fields.first(fields, "content-encoding");
    return coding.equalsIgnoreCase("identity") ? "" : coding;
  }

  static String messageCoding(List<Message.Field> fields) {
    return Fields.first(fields, "grpc-encoding").toLowerCase(Locale.ROOT);
  }

  private static void replace(@Nullable Inflow before) {
    if (before != null) {
      before.release();
    }
  }

  @Override
  public void body(Direction direction, long stream, ByteBuf bytes, int index, int length) {
    Conversation talk = conversation;
    if (talk != null && talk.inMessage(direction)) {
      talk.add(direction, bytes, index, length);
      return;
    }
    Inflow inflow = map(direction).get(stream);
    if (inflow != null && !inflow.handedOut() && inflow.add(bytes, index, length)) {
      handOut(stream, inflow, false, 0);
    }
  }

  @Override
  public void ended(Direction direction, long stream, long nowNanos) {
    Conversation talk = conversation;
    if (talk != null && talk.inMessage(direction)) {
      Pieces pieces = new Pieces(limits);
      sink.message(stream, talk.ended(direction, pieces));
      talk.release(direction);
      return;
    }
    Inflow inflow = map(direction).remove(stream);
    if (inflow != null && !inflow.handedOut()) {
      handOut(stream, inflow, true, nowNanos);
    }
  }

  @Override
  public void message(Direction direction, long stream, boolean text, boolean deflated) {
    Conversation talk = conversation;
    if (talk != null) {
      talk.begin(direction, text, deflated);
    }
  }

  @Override
  public void givenUp(long stream) {
    giveUp(stream, requests.remove(stream));
    giveUp(stream, answers.remove(stream));
  }

  @Override
  public void lost() {
    for (LongObjectHashMap<Inflow> each : List.of(requests, answers)) {
      List<Long> streams = new ArrayList<>(each.keySet());
      streams.sort(Comparator.naturalOrder());
      for (long stream : streams) {
        giveUp(stream, each.remove(stream));
      }
    }
    Conversation talk = conversation;
    if (talk != null) {
      talk.close();
      conversation = null;
    }
  }

  /** The connection ended: hands out what is there, as incomplete, and holds nothing any more. */
  public void closed() {
    lost();
  }

  private LongObjectHashMap<Inflow> map(Direction direction) {
    return direction == Direction.FROM_CLIENT ? requests : answers;
  }

  private void giveUp(long stream, @Nullable Inflow inflow) {
    if (inflow != null && !inflow.handedOut()) {
      handOut(stream, inflow, false, 0);
    }
  }

  private void handOut(long stream, Inflow inflow, boolean whole, long nowNanos) {
    Pieces pieces = new Pieces(limits);
    Message message = inflow.message(whole, expander, held, pieces);
    try {
      if (inflow.direction() == Direction.FROM_CLIENT) {
        name(stream, inflow, pieces, nowNanos);
        sink.request(stream, message);
      } else {
        sink.response(stream, message);
      }
    } finally {
      held.release();
      inflow.release();
    }
  }

  private void name(long stream, Inflow inflow, Pieces pieces, long nowNanos) {
    if (!(inflow.operation() instanceof HttpOperation http)) {
      return;
    }
    Call call = inflow.call(pieces).orElse(null);
    if (call == null) {
      return;
    }
    // Whoever makes names up without end gets one for all of them.
    boolean known = calls.contains(call.name()) || calls.size() < limits.calls();
    if (known) {
      calls.add(call.name());
    }
    Operation operation = http.calling(known ? call.name() : "other");
    observations.accept(new Observation.OperationNamed(stream, nowNanos, operation, call.traits()));
  }
}
