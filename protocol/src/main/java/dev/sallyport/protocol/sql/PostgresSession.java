// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.sql;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Operation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.QueryOperation;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What both directions of one connection have said so far, and its exchanges. */
final class PostgresSession {
  static final QueryOperation UNKNOWN = new QueryOperation("EXECUTE", "", Protocol.POSTGRESQL);

  final ProtocolLimits limits;
  final Consumer<Observation> sink;
  final PostgresValues values;
  final ArrayDeque<PendingStatements.Entry> pending = PendingStatements.none();
  final Map<String, Prepared> statements = new HashMap<>(4);
  final Map<String, PostgresValues.Bound> portals = new HashMap<>(4);

  /** The client asked for encryption and has no answer yet. */
  boolean encryptionAsked;

  boolean encrypted;

  /** The server passes over all up to the end of the batch. */
  boolean skipping;

  boolean loggedIn;
  boolean finished;
  long nowNanos;

  /** Number of the next exchange. */
  long stream;

  /** Offset in the client's bytes up to which they belong to exchanges. */
  long requestEnd;

  /** The same of the server's. */
  long responseEnd;

  String limitHit = "";
  Visibility visibility = Decoder.UNDERSTOOD;

  PostgresSession(ProtocolLimits limits, Consumer<Observation> sink, PostgresValues values) {
    this.limits = limits;
    this.sink = sink;
    this.values = values;
  }

  void finish(String reason) {
    finished = true;
    visibility = Visibility.below(Layer.OPERATION, reason);
    pending.clear();
    statements.clear();
    portals.clear();
  }

  void limit(String name, String reason) {
    limitHit = name;
    finish(reason);
  }

  void asked(PendingStatements.Kind kind, Operation operation, long offset, boolean ends) {
    asked(kind, operation, offset, ends, null);
  }

  void asked(
      PendingStatements.Kind kind,
      Operation operation,
      long offset,
      boolean ends,
      PostgresValues.@Nullable Bound bound) {
    if (pending.size() == limits.pipelined()) {
      limit("pipelined", "more unanswered statements than the limit");
      return;
    }
    PendingStatements.Entry entry = new PendingStatements.Entry(kind, stream++, offset);
    entry.bound = bound;
    pending.add(entry);
    sink.accept(new Observation.RequestHead(entry.stream, nowNanos, offset, operation, "", ""));
    if (ends) {
      endRequest(entry, offset);
    }
  }

  void endRequest(PendingStatements.Entry entry, long offset) {
    if (!entry.requestEnded) {
      entry.requestEnded = true;
      sink.accept(new Observation.RequestEnd(entry.stream, nowNanos, offset, offset - requestEnd));
      requestEnd = offset;
    }
  }

  void answered(PendingStatements.Entry entry, boolean failed, long offset) {
    endRequest(entry, Math.max(requestEnd, entry.headOffset));
    values.ended(entry.stream);
    long atNanos = entry.answered ? entry.answeredAtNanos : nowNanos;
    sink.accept(
        new Observation.ResponseHead(entry.stream, atNanos, offset, failed ? 1 : 0, failed));
    sink.accept(new Observation.ResponseEnd(entry.stream, nowNanos, offset, offset - responseEnd));
    responseEnd = offset;
  }

  <V> void remember(Map<String, V> known, String name, V value) {
    if (known.size() < limits.prepared() || known.containsKey(name)) {
      known.put(name, value);
    } else {
      limitHit = "prepared";
    }
  }

  /** Returns how much of a message is held. */
  int heldBytes() {
    return values.wanted() ? limits.valueBytes() : limits.messageBytes();
  }
}
