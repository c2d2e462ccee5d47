// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.redis;

import dev.sallyport.model.Direction;
import dev.sallyport.model.Layer;
import dev.sallyport.model.Observation;
import dev.sallyport.model.Protocol;
import dev.sallyport.model.Visibility;
import dev.sallyport.protocol.ContentListener;
import dev.sallyport.protocol.Decoder;
import dev.sallyport.protocol.ProtocolLimits;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Redis (its documentation, "RESP protocol"): each command with its reply is an exchange, pipelined
 * ones in order. An error reply makes it fail, with status 1. When the client subscribes, replies
 * can no longer be told apart, and it stops.
 */
public final class RedisDecoder implements Decoder {
  private final ProtocolLimits limits;
  private final Consumer<Observation> sink;
  private final RedisCommand commands = new RedisCommand();
  private final RedisRequests fromClient = new RedisRequests(new Commands());
  private final RedisReplies fromServer = new RedisReplies(new Replies());
  private final RedisValues values;
  private long stream;
  private long answerStream;
  private long requestEnd;
  private long responseEnd;
  private long begunAtNanos;
  private long nowNanos;
  private boolean finished;
  private boolean limitHit;
  private Visibility visibility = UNDERSTOOD;

  /**
   * Makes the decoder of a connection on which nothing was read yet.
   *
   * @param listener receives values where it wants any
   */
  public RedisDecoder(ProtocolLimits limits, Consumer<Observation> sink, ContentListener listener) {
    this.limits = limits;
    this.sink = sink;
    this.values = new RedisValues(listener);
  }

  @Override
  public Protocol protocol() {
    return Protocol.REDIS;
  }

  @Override
  public Visibility visibility() {
    return visibility;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public Optional<String> limitHit() {
    return limitHit ? Optional.of("pipelined") : Optional.empty();
  }

  @Override
  public void read(Direction direction, ByteBuf bytes, int index, int length, long atNanos) {
    nowNanos = atNanos;
    if (direction == Direction.FROM_CLIENT) {
      fromClient.read(bytes, index, length);
    } else {
      fromServer.read(bytes, index, length);
    }
    values.flush();
  }

  @Override
  public void closed(Direction direction, long atNanos) {}

  private void finish(String reason) {
    if (!finished) {
      finished = true;
      visibility = Visibility.below(Layer.OPERATION, reason);
    }
  }

  private final class Commands implements RedisRequests.Owner {
    @Override
    public void command(String sent, String key, long offset) {
      String verb = RedisCommand.verb(sent);
      boolean turns =
          RedisCommand.turns(verb) || (verb.equals("CLIENT") && key.equalsIgnoreCase("REPLY"));
      if (turns) {
        finish("Redis connection turned to messages that are not decoded");
        return;
      }
      // Clients of Redis pipeline far more than clients of HTTP, and a command holds no memory.
      if (stream - answerStream == 16L * limits.pipelined()) {
        limitHit = true;
        finish("more unanswered commands than the limit");
        return;
      }
      values.command(stream, verb);
      String named = RedisCommand.hasKey(verb) ? key : "";
      sink.accept(
          new Observation.RequestHead(
              stream, nowNanos, offset, commands.operation(verb, named), "", ""));
      sink.accept(new Observation.RequestEnd(stream, nowNanos, offset, offset - requestEnd));
      requestEnd = offset;
      stream++;
    }

    @Override
    public void argument(ByteBuf bytes, int index, int length) {
      values.argument(bytes, index, length);
    }

    @Override
    public void argument(byte octet) {
      values.argument(octet);
    }

    @Override
    public void argumentEnded() {
      values.argumentEnded();
    }

    @Override
    public void malformed() {
      finish("Redis command is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }

  private final class Replies implements RedisReplies.Owner {
    @Override
    public void begun(long offset) {
      begunAtNanos = nowNanos;
    }

    @Override
    public void reply(boolean push, boolean failed, long offset) {
      if (push) {
        values.pushed();
        return;
      }
      if (answerStream == stream) {
        finish("reply without a command");
        return;
      }
      long answered = answerStream++;
      values.replied(answered);
      sink.accept(
          new Observation.ResponseHead(answered, begunAtNanos, offset, failed ? 1 : 0, failed));
      sink.accept(new Observation.ResponseEnd(answered, nowNanos, offset, offset - responseEnd));
      responseEnd = offset;
    }

    @Override
    public void part(ByteBuf bytes, int index, int length) {
      values.part(answerStream, bytes, index, length);
    }

    @Override
    public void partEnded() {
      values.partEnded(answerStream);
    }

    @Override
    public void malformed() {
      finish("Redis reply is malformed");
    }

    @Override
    public boolean finished() {
      return finished;
    }
  }
}
