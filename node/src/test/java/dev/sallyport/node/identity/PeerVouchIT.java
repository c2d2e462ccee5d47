// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.ip;
import static dev.sallyport.node.identity.Given.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.node.identity.IdentityCounters.Count;
import dev.sallyport.node.identity.Peers.Answer;
import dev.sallyport.node.identity.Peers.Question;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on two loopback addresses ask each other over real sockets. */
class PeerVouchIT {
  private static final PeerKey KEY = PeerKey.of("0123456789abcdef");

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Loop loop = Loop.of(group.next());
  private final IdentityCounters counters = new IdentityCounters();
  private final BlockingQueue<Answer> told = new LinkedBlockingQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile BiFunction<Question, Long, Answer> says =
      (question, now) -> new Answer.Vouched("uid", deployment("cart"), false);
  private int port;
  private PeerVouch here;
  private PeerVouch there;

  @BeforeEach
  void open() throws Exception {
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = free.getLocalPort();
    }
    here = open("127.0.0.1", KEY, (question, now) -> new Answer.Denied());
    there =
        open(
            "127.0.0.2",
            KEY,
            (question, now) -> {
              asked.incrementAndGet();
              return says.apply(question, now);
            });
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void vouchComesBack() throws Exception {
    ask(question());
    assertThat(next()).isEqualTo(new Answer.Vouched("uid", deployment("cart"), false));
    assertThat(here.heardLately(ip("127.0.0.2"), System.nanoTime())).isTrue();
    assertThat(here.heardLately(ip("127.0.0.3"), System.nanoTime())).isFalse();
  }

  @Test
  void ageOfTheConnectionArrives() throws Exception {
    BlockingQueue<Long> ages = new LinkedBlockingQueue<>();
    says =
        (question, now) -> {
          ages.add(now - question.acceptedAtNanos());
          return new Answer.Denied();
        };
    long acceptedAt = System.nanoTime() - 3_000_000_000L;
    ask(new Question(ClaimId.next(), socket("10.0.0.1", 1), socket("10.0.0.2", 2), acceptedAt));
    Long age = ages.poll(60, TimeUnit.SECONDS);
    assertThat(age).isBetween(2_900_000_000L, System.nanoTime() - acceptedAt + 100_000_000L);
  }

  @Test
  void denialOfAYoungConnectionIsAskedAgain() throws Exception {
    says =
        (question, now) ->
            asked.get() < 3
                ? new Answer.Denied()
                : new Answer.Vouched("uid", deployment("cart"), true);
    ask(question());
    assertThat(next()).isEqualTo(new Answer.Vouched("uid", deployment("cart"), true));
    assertThat(asked).hasValue(3);
  }

  @Test
  void silenceEndsInTime() throws Exception {
    says = (question, now) -> new Answer.Silent();
    ask(question());
    assertThat(next()).isEqualTo(new Answer.Silent());
    assertThat(counters.of(Count.QUESTIONS_UNANSWERED)).isEqualTo(1);
  }

  @Test
  void bestOfSeveralNodesCounts() throws Exception {
    here.ask(
        List.of(ip("127.0.0.1"), ip("127.0.0.2"), ip("127.0.0.9")), question(), loop, told::add);
    assertThat(next()).isInstanceOf(Answer.Vouched.class);
  }

  @Test
  void aNodeWithTwoProgramsAnswersForBoth() throws Exception {
    says = (question, now) -> new Answer.Denied();
    Answer known = new Answer.Vouched("uid", deployment("cart"), false);
    try (PeerVouch other = open("127.0.0.3", KEY, (question, now) -> known)) {
      int at = other.move(new InetSocketAddress("127.0.0.1", 0));
      there.neighbour(at);
      ask(question());
      assertThat(next()).isEqualTo(known);
      there.neighbour(0);
      ask(question());
      assertThat(next()).isEqualTo(new Answer.Denied());
    }
  }

  @Test
  void twoProgramsOfANodeAskEachOtherOnceAndNotInCircles() throws Exception {
    says = (question, now) -> new Answer.Denied();
    there.neighbour(here.move(new InetSocketAddress("127.0.0.1", 0)));
    here.neighbour(there.move(new InetSocketAddress("127.0.0.1", 0)));
    here.ask(List.of(here.neighbour().orElseThrow()), question(), loop, told::add);
    assertThat(next()).isEqualTo(new Answer.Denied());
    // Once for each try.
    assertThat(asked.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void anOtherProgramThatSaysNothingDoesNotMakeItsNodeSilent() throws Exception {
    Answer holder = new Answer.Holder("uid", deployment("cart"));
    says = (question, now) -> new Answer.Denied();
    PeerVouch other = open("127.0.0.3", KEY, (question, now) -> holder);
    int at = other.move(new InetSocketAddress("127.0.0.1", 0));
    there.neighbour(at);
    // Young, so that it is not yet believed when one denies it.
    ask(question());
    assertThat(next()).as("the better of both").isEqualTo(holder);
    other.close();
    says = (question, now) -> holder;
    ask(question());
    assertThat(next()).isEqualTo(holder);
  }

  @Test
  void whoMovesHearsWhatItAskedBefore() throws Exception {
    // A machine that is busy may take longer to move than it is waited for an answer.
    Answer answer = new Answer.Silent();
    for (int round = 0; round < 20 && answer instanceof Answer.Silent; round++) {
      int before = asked.get();
      says = (question, now) -> new Answer.Silent();
      ask(question());
      while (asked.get() == before) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      here.move(new InetSocketAddress("127.0.0.1", 0));
      says = (question, now) -> new Answer.Vouched("uid", deployment("cart"), false);
      answer = next();
    }
    assertThat(answer).isInstanceOf(Answer.Vouched.class);
  }

  @Test
  void strangersGetNoAnswer() throws Exception {
    try (DatagramSocket stranger = new DatagramSocket(0, ip("127.0.0.1"))) {
      stranger.setSoTimeout(300);
      byte[] forged = new PeerCodec(PeerKey.of("a-key-of-a-stranger")).write(anyAsk());
      for (byte[] each : List.of(forged, new byte[0], new byte[2_000], "SPV1".getBytes())) {
        stranger.send(
            new DatagramPacket(each, each.length, new InetSocketAddress("127.0.0.2", port)));
      }
      DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> stranger.receive(answer))
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
    assertThat(asked).hasValue(0);
    ask(question());
    assertThat(next()).isInstanceOf(Answer.Vouched.class);
  }

  @Test
  void thousandsAtOnceAreAllAnsweredOrCounted() throws Exception {
    int questions = 20_000;
    for (int i = 0; i < questions; i++) {
      ask(question());
    }
    int vouched = 0;
    for (int i = 0; i < questions; i++) {
      vouched += next() instanceof Answer.Vouched ? 1 : 0;
    }
    long silent = counters.of(Count.QUESTIONS_FULL) + counters.of(Count.QUESTIONS_UNANSWERED);
    assertThat(vouched + silent).isEqualTo(questions);
    assertThat(vouched).isPositive();
  }

  private PeerVouch open(String address, PeerKey key, BiFunction<Question, Long, Answer> answerer) {
    return PeerVouch.open(
        group,
        NioDatagramChannel.class,
        new InetSocketAddress(address, port),
        key,
        IdentityLimits.defaults(),
        counters,
        answerer);
  }

  private void ask(Question question) {
    here.ask(List.of(ip("127.0.0.2")), question, loop, told::add);
  }

  private Answer next() throws InterruptedException {
    Answer answer = told.poll(60, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    return answer;
  }

  private static PeerMessage.Ask anyAsk() {
    return new PeerMessage.Ask(
        System.currentTimeMillis(),
        1,
        0,
        ClaimId.next(),
        socket("10.0.0.1", 1),
        socket("10.0.0.2", 2),
        0);
  }

  private static Question question() {
    return new Question(
        ClaimId.next(), socket("10.0.0.1", 40_000), socket("10.0.0.2", 80), System.nanoTime());
  }
}
