// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.node.capture.CapturePorts;
import dev.sallyport.node.capture.Predecessor;
import dev.sallyport.node.capture.nft.RuleMarks;
import dev.sallyport.node.identity.PeerKey;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two programs say to each other, over a real socket. */
class HandoverTalkIT {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Optional<PeerKey> KEY = Optional.of(PeerKey.of("a-key-of-this-cluster"));
  private static final byte[] RULES = "the rules".getBytes(StandardCharsets.UTF_8);
  private static final Predecessor ACCOUNT =
      new Predecessor(new RuleMarks(9, 2, 3, 4, 5), CapturePorts.DEFAULT);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final String name =
      "sallyport-test/" + ProcessHandle.current().pid() + "/" + NUMBER.incrementAndGet();
  private final Told told = new Told();

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "believes root alone");
  }

  @AfterEach
  void stop() throws Exception {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @Test
  void everythingChangesHandsInOrder() throws Exception {
    try (Incumbent incumbent = Incumbent.start(group, name, KEY, told)) {
      Successor successor = Successor.find(group, name, KEY).orElseThrow();
      assertThat(successor.predecessor()).isEqualTo(ACCOUNT);
      assertThat(successor.rules()).isEqualTo(RULES);
      assertThat(successor.begin()).isEqualTo(new Successor.Frozen(7, List.of("a", "b")));
      successor.taken("a");
      successor.taken("b");
      assertThat(incumbent.isRetired()).isFalse();
      successor.done();
      assertThat(List.of(next(), next(), next(), next()))
          .containsExactly("freeze", "taken a", "taken b", "retire");
      incumbent.awaitSuccessor(Duration.ofSeconds(60));
      assertThat(incumbent.isRetired()).isTrue();
      assertThat(Successor.find(group, name, KEY)).as("nobody waits any more").isEmpty();
    }
  }

  @Test
  void whoeverGoesBeforeItHasAllIsAsIfNeverCome() throws Exception {
    try (Incumbent incumbent = Incumbent.start(group, name, KEY, told)) {
      HandoverLine line = greeted();
      line.say("begin");
      assertThat(line.hear(Duration.ofSeconds(60))).startsWith("frozen 7 ");
      line.say("taken a");
      line.close();
      assertThat(List.of(next(), next(), next())).containsExactly("freeze", "taken a", "takeBack");
      assertThat(incumbent.isRetired()).isFalse();
      // The next one is welcome.
      Optional<Successor> again = Optional.empty();
      for (int i = 0; i < 100 && again.isEmpty(); i++) {
        again = Successor.find(group, name, KEY);
      }
      assertThat(again).isPresent();
    }
  }

  @Test
  void anIncumbentThatGivesUpEndsTheSuccessor() throws Exception {
    told.freezes = false;
    try (Incumbent incumbent = Incumbent.start(group, name, KEY, told)) {
      Successor successor = Successor.find(group, name, KEY).orElseThrow();
      assertThatThrownBy(successor::begin)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("failed");
      assertThat(next()).isEqualTo("takeBack");
    }
  }

  @Test
  void whoHasAnotherKeyIsTurnedAway() throws Exception {
    Optional<PeerKey> other = Optional.of(PeerKey.of("the-key-of-another-cluster"));
    try (Incumbent incumbent = Incumbent.start(group, name, KEY, told)) {
      assertThat(Successor.find(group, name, other)).isEmpty();
      assertThat(Successor.find(group, name, Optional.empty())).isEmpty();
      assertThat(told.calls).isEmpty();
      assertThat(incumbent.isRetired()).isFalse();
    }
  }

  @Test
  void anotherVersionIsAsGoodAsNobody() throws Exception {
    try (Incumbent incumbent = Incumbent.start(group, name, KEY, told)) {
      HandoverLine line = HandoverLine.connect(group, name).orElseThrow();
      line.say("sallyport-handover 2 abc");
      assertThatThrownBy(() -> line.hear(Duration.ofSeconds(60)))
          .isInstanceOf(HandoverLine.EndedException.class);
      assertThat(told.calls).isEmpty();
      assertThat(incumbent.isRetired()).isFalse();
    }
  }

  @Test
  void withoutAnyProgramThereIsNobodyToFollow() {
    assertThat(Successor.find(group, name, KEY)).isEmpty();
  }

  @Test
  void aSuccessorGoesOnAloneWhenTheIncumbentEnds() throws Exception {
    Incumbent incumbent = Incumbent.start(group, name, KEY, told);
    Successor successor = Successor.find(group, name, KEY).orElseThrow();
    incumbent.close();
    assertThat(successor.begin().pods()).isEmpty();
    successor.taken("a");
    successor.done();
    CountDownLatch ended = new CountDownLatch(1);
    successor.afterwards(ended::countDown);
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private HandoverLine greeted() throws IOException {
    HandoverLine line = HandoverLine.connect(group, name).orElseThrow();
    String mine = HandoverProof.nonce();
    line.say(Incumbent.GREETING + " " + mine);
    String theirs = line.hear(Incumbent.GREETING, Duration.ofSeconds(60)).split(" ", -1)[0];
    line.say("successor " + new HandoverProof(KEY, mine, theirs).ofSuccessor());
    assertThat(line.hear(Duration.ofSeconds(60))).startsWith("gives ");
    return line;
  }

  private String next() throws InterruptedException {
    return told.calls.poll(60, TimeUnit.SECONDS);
  }

  private static final class Told implements Incumbent.Running {
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    volatile boolean freezes = true;

    @Override
    public Predecessor account() {
      return ACCOUNT;
    }

    @Override
    public byte[] rules() {
      return RULES;
    }

    @Override
    public Successor.Frozen freeze() throws IOException {
      if (!freezes) {
        throw new IOException("cannot let go");
      }
      calls.add("freeze");
      return new Successor.Frozen(7, List.of("a", "b"));
    }

    @Override
    public void taken(String podUid) {
      calls.add("taken " + podUid);
    }

    @Override
    public void takeBack() {
      calls.add("takeBack");
    }

    @Override
    public void retire() {
      calls.add("retire");
    }

    @Override
    public void left() {
      calls.add("left");
    }
  }
}
