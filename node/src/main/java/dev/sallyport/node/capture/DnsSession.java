// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The lookups of one client socket, which often come in pairs over the same one. It ends with the
 * last answer. Confined to the loop of its listener.
 */
final class DnsSession extends SimpleChannelInboundHandler<DatagramPacket> {

  /** More questions than any resolver library has in flight on one socket. */
  private static final int QUESTIONS_MAX = 64;

  private record Question(byte[] message, long askedAtNanos) {}

  private final CapturedPod pod;
  private final CaptureShared shared;
  private final Channel listener;
  private final InetSocketAddress client;
  private final InetSocketAddress resolver;
  private final EpollDatagramChannel upstream;
  private final Runnable ended;
  private final Map<Integer, Question> questions = new HashMap<>();

  DnsSession(
      CapturedPod pod,
      CaptureShared shared,
      Channel listener,
      InetSocketAddress client,
      InetSocketAddress resolver,
      EpollDatagramChannel upstream,
      Runnable ended) {
    this.pod = pod;
    this.shared = shared;
    this.listener = listener;
    this.client = client;
    this.resolver = resolver;
    this.upstream = upstream;
    this.ended = ended;
  }

  void start(RelayLoop loop) {
    upstream.pipeline().addLast(this);
    loop.loop().register(upstream);
    upstream.connect(resolver);
  }

  void ask(ByteBuf query) {
    Optional<byte[]> refused = pod.refusedLookup(resolver, query);
    if (refused.isPresent()) {
      listener.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(refused.get()), client));
      if (questions.isEmpty()) {
        ended.run();
        close();
      }
      return;
    }
    byte[] message = new byte[query.readableBytes()];
    query.getBytes(query.readerIndex(), message);
    if (questions.size() < QUESTIONS_MAX) {
      questions.put(DnsRelay.id(query), new Question(message, System.nanoTime()));
    }
    upstream.writeAndFlush(query.retain());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
    ByteBuf answer = packet.content();
    Question question = questions.remove(DnsRelay.id(answer));
    if (question != null) {
      report(question, answer);
    }
    listener.writeAndFlush(new DatagramPacket(answer.retain(), client));
    if (questions.isEmpty()) {
      ended.run();
      close();
    }
  }

  /** A resolver that refuses is left to the client's own patience. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}

  /** Returns whether nothing is waited for any more. */
  boolean giveUp(long nowNanos) {
    long patience = shared.limits().lookupTimeout().toNanos();
    questions
        .values()
        .removeIf(
            question -> {
              boolean late = nowNanos - question.askedAtNanos() > patience;
              if (late) {
                unanswered(question);
              }
              return late;
            });
    if (questions.isEmpty()) {
      upstream.close();
      return true;
    }
    return false;
  }

  void close() {
    questions.values().forEach(this::unanswered);
    questions.clear();
    upstream.close();
  }

  private void unanswered(Question question) {
    shared.counters().count(CaptureCounter.LOOKUPS_UNANSWERED);
    report(question, Unpooled.EMPTY_BUFFER);
  }

  private void report(Question question, ByteBuf answer) {
    pod.lookup(
        resolver,
        Unpooled.wrappedBuffer(question.message()),
        answer,
        question.askedAtNanos(),
        System.nanoTime());
  }
}
