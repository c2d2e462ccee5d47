// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.model.ApiFacts;
import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.HttpOperation;
import dev.sallyport.model.Message;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Outcome;
import dev.sallyport.model.RpcOperation;
import dev.sallyport.protocol.content.ApiReader;
import dev.sallyport.protocol.content.ShapeLimits;
import io.netty.util.collection.LongObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of one connection say of the API they call, kept until each is counted.
 * Confined to the connection's event loop.
 */
final class ApiNotes {
  private final LoopInspection loop;
  private final Object destination;
  private final ApiReader reader = new ApiReader(ShapeLimits.DEFAULT);
  private final LongObjectHashMap<Note> notes = new LongObjectHashMap<>(2);

  ApiNotes(LoopInspection loop, Object destination) {
    this.loop = loop;
    this.destination = destination;
  }

  private static final class Note {
    private final Operation operation;
    private ApiReader.@Nullable Asked asked;
    private @Nullable ApiFacts facts;
    private ApiObject object = ApiObject.NONE;

    private Note(Operation operation) {
      this.operation = operation;
    }
  }

  /** The head of a request was read. */
  void began(long stream, Operation operation) {
    boolean calls = operation instanceof HttpOperation || operation instanceof RpcOperation;
    if (calls && notes.size() < loop.limits().pending()) {
      notes.put(stream, new Note(operation));
    }
  }

  void request(long stream, Message message) {
    Note note = notes.get(stream);
    if (note != null) {
      boolean fields = loop.sampling().take(destination, note.operation, System.nanoTime());
      note.asked = reader.request(message, note.operation, fields);
      if (note.operation instanceof HttpOperation http) {
        note.object = loop.objectOf(message, http.pathTemplate());
      }
    }
  }

  void response(long stream, Message message) {
    Note note = notes.get(stream);
    ApiReader.Asked asked = note == null ? null : note.asked;
    if (note != null && asked != null) {
      note.facts = reader.answered(asked, message);
    }
  }

  /** Counts what the exchange said; it is counted itself at this moment. */
  void counted(Exchange exchange, long stream, SummaryBuilder builder) {
    Note note = notes.remove(stream);
    ApiReader.Asked asked = note == null ? null : note.asked;
    if (note == null || asked == null) {
      return;
    }
    ApiFacts facts = note.facts == null ? ApiReader.unanswered(asked) : note.facts;
    int status = exchange.outcome() instanceof Outcome.Answered it ? it.status() : 0;
    if (exchange.operation() instanceof RpcOperation
        && exchange.outcome() instanceof Outcome.Answered) {
      status = ofRpc(status);
    }
    builder.addApi(
        exchange.conversation(),
        exchange.operation(),
        facts.with(status, note.object),
        exchange.startedAtNanos() + Math.max(0, exchange.durationNanos()));
  }

  void forget(long stream) {
    notes.remove(stream);
  }

  void forget() {
    notes.clear();
  }

  /** What a status of gRPC amounts to in HTTP. */
  private static int ofRpc(int status) {
    return switch (status) {
      case 0 -> 200;
      case 16 -> 401;
      case 7 -> 403;
      default -> 500;
    };
  }
}
