// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.gate;

import dev.sallyport.model.Decision;
import dev.sallyport.model.Direction;
import dev.sallyport.model.Effect;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Verdict;
import dev.sallyport.protocol.ConnectionReader;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A gate with the real reader of a connection on one side, and what came out of it on the other.
 */
final class Guarded implements Gate.Surroundings {
  final ByteArrayOutputStream toServer = new ByteArrayOutputStream();
  final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
  final List<Observation> observed = new ArrayList<>();
  boolean hungUp;
  Gate gate;
  private final ConnectionReader reader;
  private final Function<Observation.RequestHead, Optional<Sentence>> judge;

  Guarded(int port, Function<Observation.RequestHead, Optional<Sentence>> judge) {
    this.judge = judge;
    this.reader =
        new ConnectionReader(port, Optional.empty(), ProtocolLimits.DEFAULT, this::observed);
    this.gate = new OrderedGate(this, Refusals.of(Protocol.HTTP1), 0, 0);
  }

  static Sentence pass() {
    return new Sentence.Pass(
        new Ruling(1, Decision.UNRULED, new Effect.Applied()), Editing.NONE, true);
  }

  static Sentence passRequest() {
    return new Sentence.Pass(
        new Ruling(1, Decision.UNRULED, new Effect.Applied()), Editing.NONE, false);
  }

  static Sentence refuse() {
    Verdict deny = new Verdict.Deny(403, "no");
    Decision decision = new Decision(deny, List.of(), deny, List.of(), List.of(), true);
    return new Sentence.Refuse(
        new Ruling(7, decision, new Effect.Applied()),
        new Denial(7, "shop/only-reads", 403, "no", Optional.empty()));
  }

  void client(String text) {
    read(Direction.FROM_CLIENT, text);
  }

  void server(String text) {
    read(Direction.FROM_SERVER, text);
  }

  void read(Direction direction, String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    gate.take(direction, bytes.retainedDuplicate());
    reader.read(direction, bytes, 0);
    bytes.release();
    gate.advance();
  }

  void say(long stream, Sentence sentence) {
    gate.sentence(stream, sentence);
    gate.advance();
  }

  String atServer() {
    return toServer.toString(StandardCharsets.ISO_8859_1);
  }

  String atClient() {
    return toClient.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void pass(Direction direction, ByteBuf bytes) {
    (direction == Direction.FROM_CLIENT ? toServer : toClient)
        .writeBytes(ByteBufUtil.getBytes(bytes));
    bytes.release();
  }

  @Override
  public void show(ByteBuf answer) {
    reader.read(Direction.FROM_SERVER, answer, 0);
  }

  @Override
  public long boundary(Direction direction) {
    return reader.boundary(direction);
  }

  @Override
  public void refused(long stream) {
    reader.refused(stream, 0);
  }

  @Override
  public void hangUp() {
    hungUp = true;
  }

  private void observed(Observation observation) {
    observed.add(observation);
    gate.observed(observation);
    if (observation instanceof Observation.RequestHead head) {
      judge.apply(head).ifPresent(sentence -> gate.sentence(head.stream(), sentence));
    }
  }
}
