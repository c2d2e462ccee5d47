// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.Direction;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads lookups from a TCP connection to port 53, each behind a length of two bytes (RFC 7766).
 * What turns out to be something else is handed to the observer as the ordinary connection that it
 * is. Confined to the connection's event loop.
 */
final class LookupTap implements Tap {

  private static final int LENGTH_BYTES = 2;
  private static final int HEADER_BYTES = 12;
  private static final int QUESTIONS_MAX = 64;

  /** The longest message and the length before it, and as much again that came with it. */
  private static final int HELD_MAX = 2 * (65_535 + LENGTH_BYTES);

  private record Question(byte[] message, long askedAtNanos) {}

  private final CapturedPod pod;
  private final CapturedConnection connection;
  private final ByteBuf fromClient = Unpooled.buffer(512);
  private final ByteBuf fromServer = Unpooled.buffer(512);
  private final Map<Integer, Question> questions = new HashMap<>();
  private boolean recognised;
  private boolean lost;
  private @Nullable Tap instead;
  private @Nullable Traffic traffic;
  private Guard.@Nullable Outlet outlet;
  private @Nullable InetSocketAddress upstreamLocal;
  private @Nullable InetSocketAddress upstreamRemote;

  LookupTap(CapturedPod pod, CapturedConnection connection) {
    this.pod = pod;
    this.connection = connection;
  }

  @Override
  public void relayed(Traffic totals) {
    traffic = totals;
  }

  @Override
  public void guarded(Guard.Outlet to) {
    outlet = to;
  }

  @Override
  public void upstreamConnected(InetSocketAddress local, InetSocketAddress remote) {
    upstreamLocal = local;
    upstreamRemote = remote;
  }

  @Override
  public boolean wantsBytes() {
    return instead == null ? !lost : instead.wantsBytes();
  }

  @Override
  public void bytes(Direction direction, ByteBuf bytes, long nowNanos) {
    if (instead != null) {
      instead.bytes(direction, bytes, nowNanos);
      return;
    }
    ByteBuf held = direction == Direction.FROM_CLIENT ? fromClient : fromServer;
    if (held.readableBytes() + bytes.readableBytes() > HELD_MAX) {
      lost = true;
      return;
    }
    held.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    if (!recognised && !recognise(direction, nowNanos)) {
      return;
    }
    for (byte[] each = message(held); each.length > 0; each = message(held)) {
      took(direction, each, nowNanos);
    }
  }

  @Override
  public void closed(CloseReason why, long fromClientBytes, long fromServerBytes, long nowNanos) {
    if (instead == null && !recognised) {
      handOver(nowNanos);
    }
    if (instead != null) {
      instead.closed(why, fromClientBytes, fromServerBytes, nowNanos);
    }
    for (Question each : questions.values()) {
      pod.counters().count(CaptureCounter.LOOKUPS_UNANSWERED);
      report(each, Unpooled.EMPTY_BUFFER, nowNanos);
    }
  }

  /** Returns whether lookups may be read now. */
  private boolean recognise(Direction direction, long nowNanos) {
    if (direction == Direction.FROM_SERVER) {
      handOver(nowNanos);
      return false;
    }
    if (fromClient.readableBytes() < LENGTH_BYTES + HEADER_BYTES) {
      return false;
    }
    int at = fromClient.readerIndex();
    int length = fromClient.getUnsignedShort(at);
    boolean answer = (fromClient.getByte(at + 4) & 0x80) != 0;
    int questionsAsked = fromClient.getUnsignedShort(at + 6);
    recognised = length >= HEADER_BYTES && !answer && questionsAsked == 1;
    if (!recognised) {
      handOver(nowNanos);
    }
    return recognised;
  }

  private void handOver(long nowNanos) {
    Tap tap = pod.open(connection);
    instead = tap;
    if (traffic != null) {
      tap.relayed(traffic);
    }
    if (outlet != null) {
      tap.guarded(outlet);
    }
    if (outlet != null && outlet.isGuarded()) {
      // The guard is given what was read last, and shows it itself.
      if (upstreamLocal != null && upstreamRemote != null) {
        tap.upstreamConnected(upstreamLocal, upstreamRemote);
      }
      return;
    }
    if (upstreamLocal != null && upstreamRemote != null) {
      tap.upstreamConnected(upstreamLocal, upstreamRemote);
    }
    if (fromClient.isReadable() && tap.wantsBytes()) {
      tap.bytes(Direction.FROM_CLIENT, fromClient, nowNanos);
    }
    if (fromServer.isReadable() && tap.wantsBytes()) {
      tap.bytes(Direction.FROM_SERVER, fromServer, nowNanos);
    }
  }

  /** Returns the next whole message; empty when it is not whole yet. */
  private static byte[] message(ByteBuf held) {
    if (held.readableBytes() < LENGTH_BYTES) {
      return new byte[0];
    }
    int length = held.getUnsignedShort(held.readerIndex());
    if (held.readableBytes() < LENGTH_BYTES + length) {
      return new byte[0];
    }
    byte[] message = new byte[length];
    held.skipBytes(LENGTH_BYTES).readBytes(message).discardSomeReadBytes();
    return message;
  }

  private void took(Direction direction, byte[] message, long nowNanos) {
    if (message.length < HEADER_BYTES) {
      lost = true;
      return;
    }
    int id = (message[0] & 0xff) << 8 | (message[1] & 0xff);
    if (direction == Direction.FROM_CLIENT) {
      boolean refused =
          pod.refusedLookup(connection.destination(), Unpooled.wrappedBuffer(message)).isPresent();
      if (refused && outlet != null) {
        // The end of the question has not passed yet, and never will.
        lost = true;
        outlet.cut();
      } else if (questions.size() < QUESTIONS_MAX) {
        questions.put(id, new Question(message, nowNanos));
      }
    } else {
      Question question = questions.remove(id);
      if (question != null) {
        report(question, Unpooled.wrappedBuffer(message), nowNanos);
      }
    }
  }

  private void report(Question question, ByteBuf answer, long nowNanos) {
    pod.lookup(
        connection.destination(),
        Unpooled.wrappedBuffer(question.message()),
        answer,
        question.askedAtNanos(),
        nowNanos);
  }
}
