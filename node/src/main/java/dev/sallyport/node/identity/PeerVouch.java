// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.Peers.Answer;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks other nodes whose connection arrives here, and answers them, by one UDP socket. Three tries
 * within 600 ms. Everything but {@link #ask} runs on the event loop of the socket.
 */
public final class PeerVouch implements Peers, AutoCloseable {
  private static final long[] TRIES_AT_MILLIS = {0, 150, 350};
  private static final long GIVE_UP_AT_MILLIS = 600;

  /** Before the next try of whoever asked, who is still waiting then. */
  private static final long NEIGHBOUR_GIVES_UP_AT_MILLIS = 140;

  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");

  private final PeerCodec codec;
  private final PeerGuard guard;
  private final IdentityLimits limits;
  private final IdentityCounters counters;
  private final BiFunction<Question, Long, Answer> answerer;
  private final LongSupplier nanos;
  private final LongSupplier wallMillis;
  private final int port;
  private final Map<Long, Asked> outstanding = new HashMap<>();
  private final Map<InetAddress, Long> heardAtNanos = new ConcurrentHashMap<>();
  private final SplittableRandom random = new SplittableRandom();
  private final EventLoopGroup group;
  private final Class<? extends DatagramChannel> type;
  private volatile @Nullable Channel channel;
  private volatile int neighbour;

  private PeerVouch(
      EventLoopGroup group,
      Class<? extends DatagramChannel> type,
      PeerKey key,
      int port,
      IdentityLimits limits,
      IdentityCounters counters,
      BiFunction<Question, Long, Answer> answerer,
      LongSupplier nanos,
      LongSupplier wallMillis) {
    this.group = group;
    this.type = type;
    this.codec = new PeerCodec(key);
    this.guard = new PeerGuard(limits);
    this.port = port;
    this.limits = limits;
    this.counters = counters;
    this.answerer = answerer;
    this.nanos = nanos;
    this.wallMillis = wallMillis;
  }

  /**
   * Opens the socket and begins to answer.
   *
   * @param group runs the socket; its threads must be in the network namespace of the node
   * @param type type of the socket that belongs to the group
   * @param bind address and port; the port is the same on every node
   * @param key secret of the cluster
   * @param limits bounds
   * @param counters counts
   * @param answerer says whose a connection is, given the time
   */
  public static PeerVouch open(
      EventLoopGroup group,
      Class<? extends DatagramChannel> type,
      InetSocketAddress bind,
      PeerKey key,
      IdentityLimits limits,
      IdentityCounters counters,
      BiFunction<Question, Long, Answer> answerer) {
    requireNonNull(answerer, "answerer");
    return open(group, type, bind, bind.getPort(), key, limits, counters, answerer);
  }

  /** Does the same where the other nodes' port is not the own one: while two programs run. */
  static PeerVouch open(
      EventLoopGroup group,
      Class<? extends DatagramChannel> type,
      InetSocketAddress bind,
      int peersPort,
      PeerKey key,
      IdentityLimits limits,
      IdentityCounters counters,
      BiFunction<Question, Long, Answer> answerer) {
    PeerVouch vouch =
        new PeerVouch(
            group,
            type,
            key,
            peersPort,
            limits,
            counters,
            answerer,
            System::nanoTime,
            System::currentTimeMillis);
    vouch.channel = vouch.bind(bind);
    return vouch;
  }

  /**
   * Listens elsewhere from now on. Answers to what was asked before come to where this was, and are
   * asked for again from here. Blocks for a moment.
   *
   * @param bind address and port; port 0 lets the system choose
   * @return the port
   */
  int move(InetSocketAddress bind) {
    close();
    Channel moved = bind(bind);
    channel = moved;
    return ((InetSocketAddress) moved.localAddress()).getPort();
  }

  /**
   * Names the port of another program of this node that carries connections as well; 0 when there
   * is none. It is asked about what is not known here.
   */
  void neighbour(int port) {
    neighbour = port;
  }

  private Channel bind(InetSocketAddress bind) {
    return new Bootstrap()
        .group(group)
        .channel(type)
        .handler(new Receiver())
        .bind(bind)
        .syncUninterruptibly()
        .channel();
  }

  @Override
  public boolean canAsk() {
    return channel != null && channel.isActive();
  }

  @Override
  public Optional<InetAddress> neighbour() {
    return neighbour == 0 ? Optional.empty() : Optional.of(HERE);
  }

  @Override
  public void ask(List<InetAddress> nodes, Question question, Loop loop, Consumer<Answer> answer) {
    Channel open = channel;
    if (open == null || nodes.isEmpty()) {
      answer.accept(new Answer.Silent());
      return;
    }
    Asking asking = new Asking(nodes.size(), told -> loop.run(() -> answer.accept(told)));
    open.eventLoop().execute(() -> begin(nodes, question, asking));
  }

  @Override
  public boolean heardLately(InetAddress node, long nowNanos) {
    Long heardAt = heardAtNanos.get(node);
    return heardAt != null && nowNanos - heardAt < limits.peerTrusted().toNanos();
  }

  @Override
  public void close() {
    Channel open = channel;
    if (open != null) {
      open.close().syncUninterruptibly();
    }
  }

  private void begin(List<InetAddress> nodes, Question question, Asking asking) {
    for (InetAddress node : nodes) {
      if (outstanding.size() >= limits.questionsMax()) {
        counters.add(Count.QUESTIONS_FULL);
        asking.heard(new Answer.Silent());
        continue;
      }
      counters.add(Count.QUESTIONS_ASKED);
      int at = node.equals(HERE) && neighbour != 0 ? neighbour : port;
      Asked asked =
          new Asked(random.nextLong(), new InetSocketAddress(node, at), question, asking, false);
      outstanding.put(asked.nonce, asked);
      attempt(asked, 0);
    }
  }

  /** Hands on to the other program what a node asked, once: that node tries again by itself. */
  private void beginForAnother(Question question, Asking asking) {
    if (outstanding.size() >= limits.questionsMax()) {
      counters.add(Count.QUESTIONS_FULL);
      asking.heard(new Answer.Silent());
      return;
    }
    InetSocketAddress other = new InetSocketAddress(HERE, neighbour);
    Asked asked = new Asked(random.nextLong(), other, question, asking, true);
    outstanding.put(asked.nonce, asked);
    attempt(asked, 0);
  }

  private void attempt(Asked asked, int attempt) {
    Channel open = channel;
    if (open == null || !outstanding.containsKey(asked.nonce)) {
      return;
    }
    if (asked.asking.over() || attempt == (asked.handedOn ? 1 : TRIES_AT_MILLIS.length)) {
      outstanding.remove(asked.nonce);
      asked.asking.heard(asked.denied ? new Answer.Denied() : unanswered());
      return;
    }
    send(
        open,
        codec.write(asked.message(attempt, nanos.getAsLong(), wallMillis.getAsLong())),
        asked.node);
    after(open, wait(asked, attempt), () -> attempt(asked, attempt + 1));
  }

  private static long wait(Asked asked, int attempt) {
    if (asked.handedOn) {
      return NEIGHBOUR_GIVES_UP_AT_MILLIS;
    }
    long next =
        attempt + 1 < TRIES_AT_MILLIS.length ? TRIES_AT_MILLIS[attempt + 1] : GIVE_UP_AT_MILLIS;
    return next - TRIES_AT_MILLIS[attempt];
  }

  private Answer unanswered() {
    counters.add(Count.QUESTIONS_UNANSWERED);
    return new Answer.Silent();
  }

  private void heard(PeerMessage.Tell tell) {
    Asked asked = outstanding.get(tell.nonce());
    if (asked == null || !asked.question.claim().equals(tell.claim())) {
      return;
    }
    // Only nodes that the inventory named are asked, so the table stays as small as the cluster.
    heardAtNanos.put(asked.node.getAddress(), nanos.getAsLong());
    boolean mayStillLearn =
        nanos.getAsLong() - asked.question.acceptedAtNanos() < limits.settle().toNanos();
    if (tell.answer() instanceof Answer.Denied && mayStillLearn && !asked.handedOn) {
      // The other side may learn of its own socket a moment later; the next try asks again.
      asked.denied = true;
      return;
    }
    outstanding.remove(tell.nonce());
    asked.asking.heard(tell.answer());
  }

  private void asked(Channel open, PeerMessage.Ask ask, InetSocketAddress sender) {
    if (!guard.isFresh(ask, wallMillis.getAsLong())) {
      counters.add(Count.DATAGRAMS_REFUSED);
      return;
    }
    long now = nanos.getAsLong();
    long acceptedAt = now - TimeUnit.MILLISECONDS.toNanos(Math.max(0, ask.ageMillis()));
    Question question = new Question(ask.claim(), ask.source(), ask.target(), acceptedAt);
    Answer answer = answerer.apply(question, now);
    boolean theirQuestion =
        sender.getAddress().isLoopbackAddress() && sender.getPort() == neighbour;
    if (isProof(answer) || neighbour == 0 || theirQuestion) {
      tell(open, ask, answer, sender);
      return;
    }
    // The socket may be the other program's. It must hear that it was asked about.
    beginForAnother(
        question,
        new Asking(
            1,
            theirs ->
                tell(
                    open,
                    ask,
                    Asking.rank(theirs) < Asking.rank(answer) ? theirs : answer,
                    sender)));
  }

  private void tell(Channel open, PeerMessage.Ask ask, Answer answer, InetSocketAddress sender) {
    if (answer instanceof Answer.Silent) {
      return;
    }
    counters.add(Count.QUESTIONS_ANSWERED);
    codec
        .write(new PeerMessage.Tell(ask.nonce(), ask.claim(), answer))
        .ifPresent(datagram -> send(open, datagram, sender));
  }

  private static boolean isProof(Answer answer) {
    return answer instanceof Answer.Vouched || answer instanceof Answer.Claimed;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static void send(Channel open, byte[] datagram, InetSocketAddress to) {
    open.writeAndFlush(
        new DatagramPacket(Unpooled.wrappedBuffer(datagram), to), open.voidPromise());
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  private static void after(Channel open, long millis, Runnable task) {
    open.eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** One question on its way to one node. */
  private static final class Asked {
    final long nonce;
    final InetSocketAddress node;
    final Question question;
    final Asking asking;
    final boolean handedOn;
    boolean denied;

    Asked(long nonce, InetSocketAddress node, Question question, Asking asking, boolean handedOn) {
      this.nonce = nonce;
      this.node = node;
      this.question = question;
      this.asking = asking;
      this.handedOn = handedOn;
    }

    PeerMessage.Ask message(int attempt, long nowNanos, long wallMillis) {
      long age = TimeUnit.NANOSECONDS.toMillis(nowNanos - question.acceptedAtNanos());
      return new PeerMessage.Ask(
          wallMillis,
          nonce,
          attempt,
          question.claim(),
          question.source(),
          question.target(),
          (int) Math.clamp(age, 0, Integer.MAX_VALUE));
    }
  }

  /** One question on its way to all its nodes: the best answer counts. */
  private static final class Asking {
    private final Consumer<Answer> told;
    private int waitsFor;
    private boolean over;
    private @Nullable Answer best;

    Asking(int nodes, Consumer<Answer> told) {
      this.waitsFor = nodes;
      this.told = told;
    }

    boolean over() {
      return over;
    }

    void heard(Answer answer) {
      waitsFor--;
      if (over) {
        return;
      }
      best = best == null || rank(answer) < rank(best) ? answer : best;
      if (waitsFor == 0 || best instanceof Answer.Vouched) {
        over = true;
        told.accept(best);
      }
    }

    private static int rank(Answer answer) {
      return switch (answer) {
        case Answer.Vouched vouched -> 0;
        case Answer.Claimed claimed -> 1;
        case Answer.Holder holder -> 2;
        case Answer.Silent silent -> 3;
        case Answer.Denied denied -> 4;
      };
    }
  }

  private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      if (!guard.hasTime(nanos.getAsLong())) {
        counters.add(Count.QUESTIONS_LIMITED);
        return;
      }
      PeerMessage message =
          packet.content().readableBytes() > PeerCodec.ANSWER_BYTES_MAX
              ? null
              : codec.read(ByteBufUtil.getBytes(packet.content())).orElse(null);
      switch (message) {
        case PeerMessage.Ask ask -> asked(context.channel(), ask, packet.sender());
        case PeerMessage.Tell tell -> heard(tell);
        case null -> counters.add(Count.DATAGRAMS_REFUSED);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A refused datagram comes back as an exception of a later read; the socket lives on.
      counters.add(Count.DATAGRAMS_REFUSED);
    }
  }
}
