// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.handover;

import static java.util.Objects.requireNonNull;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.Predecessor;
import dev.sallyport.node.identity.PeerKey;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of the program that runs: waits for another one that comes, and hands over. Each
 * conversation has a thread of its own; one at a time is served.
 */
public final class Incumbent implements AutoCloseable {
  static final String GREETING = "sallyport-handover 1";

  private static final Logger log = LoggerFactory.getLogger(Incumbent.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A program that comes starts within this, on a machine that has much else to do. */
  private static final Duration PREPARES = Duration.ofSeconds(120);

  private static final long POLL_MILLIS = 50;

  private final Running running;
  private final Optional<PeerKey> key;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final CountDownLatch retired = new CountDownLatch(1);
  private volatile boolean announced;
  private volatile @Nullable HandoverLine talking;
  private volatile boolean closing;
  private @Nullable Channel listener;

  /** What the running program does when another comes. Called by the conversation's thread. */
  public interface Running {

    /** Returns what capture of the other program must know. */
    Predecessor account();

    /** Returns the rules in force, as the link keeps them. */
    byte[] rules() throws IOException;

    /**
     * Lets go of ports, and changes no rules any more.
     *
     * @throws IOException when that fails; {@link #takeBack} follows
     */
    Successor.Frozen freeze() throws IOException;

    /** The connections of a pod go to the other program from now on. */
    void taken(String podUid);

    /** The other one ended before it had all: everything is as before. */
    void takeBack();

    /** All goes to the other program for good: this one ends what it carries. */
    void retire();

    /** The other program, which had all, ended. */
    void left();
  }

  private Incumbent(Running running, Optional<PeerKey> key) {
    this.running = requireNonNull(running, "running");
    this.key = requireNonNull(key, "key");
  }

  /**
   * Begins to wait for another program.
   *
   * @param name name of the socket, the same for all programs of this node
   * @param key what proves that the other one is of this cluster
   * @throws IOException when the name is taken
   */
  public static Incumbent start(
      EventLoopGroup group, String name, Optional<PeerKey> key, Running running)
      throws IOException {
    Incumbent incumbent = new Incumbent(running, key);
    var binding =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(incumbent.new Calls())
            .bind(HandoverLine.address(name))
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IOException("the hand-over socket " + name + " is taken", binding.cause());
    }
    incumbent.listener = binding.channel();
    return incumbent;
  }

  /** Returns whether another program has everything. */
  public boolean isRetired() {
    return retired.getCount() == 0;
  }

  /**
   * Waits until a program that has said that it comes has everything; returns at once when there is
   * none, and at the latest after the time given.
   */
  public void awaitSuccessor(Duration most) {
    closing = true;
    long deadline = System.nanoTime() + most.toNanos();
    try {
      while (announced && !isRetired() && System.nanoTime() - deadline < 0) {
        if (retired.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for nobody any more. A program that is about to take over goes on alone. */
  @Override
  public void close() {
    closing = true;
    stopListening();
    HandoverLine line = talking;
    if (line != null) {
      line.close();
    }
  }

  private void stopListening() {
    Channel open = listener;
    if (open != null) {
      open.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  private void serve(HandoverLine line) {
    talking = line;
    try (line) {
      if (greeted(line)) {
        announced = true;
        log.info("another node program comes, and takes over when it is ready");
        line.hear("begin", PREPARES);
        handOver(line);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("no hand-over to another program: {}", FailureCause.of(e));
    } finally {
      announced = false;
      talking = null;
      busy.set(false);
    }
  }

  private boolean greeted(HandoverLine line) throws IOException {
    line.requireRoot();
    String theirs = line.hear(GREETING, PATIENCE);
    String mine = HandoverProof.nonce();
    HandoverProof proof = new HandoverProof(key, theirs, mine);
    line.say(GREETING + " " + mine + " " + proof.ofIncumbent());
    if (!HandoverProof.same(proof.ofSuccessor(), line.hear("successor", PATIENCE))) {
      throw new IOException("it has another peer key");
    }
    line.say(
        "gives "
            + running.account().text()
            + " "
            + Base64.getEncoder().encodeToString(running.rules()));
    return true;
  }

  private void handOver(HandoverLine line) throws IOException {
    try {
      Successor.Frozen frozen = running.freeze();
      line.say("frozen " + frozen.peerPort() + " " + String.join(",", frozen.pods()));
      for (String said = line.hear(PREPARES); !said.equals("done"); said = line.hear(PREPARES)) {
        if (said.startsWith("taken ")) {
          running.taken(said.substring("taken ".length()));
        }
      }
    } catch (IOException | RuntimeException e) {
      if (!closing) {
        line.say("failed");
        running.takeBack();
      }
      throw e;
    }
    running.retire();
    stopListening();
    retired.countDown();
    line.say("retired");
    log.info("another program has taken over; this one ends what it carries");
    awaitEnd(line);
    running.left();
  }

  private static void awaitEnd(HandoverLine line) {
    while (true) {
      try {
        line.hear(Duration.ofDays(1));
      } catch (HandoverLine.EndedException ended) {
        return;
      } catch (IOException quiet) {
        log.debug("the other program still runs", quiet);
      }
    }
  }

  private final class Calls extends ChannelInitializer<EpollDomainSocketChannel> {
    @Override
    protected void initChannel(EpollDomainSocketChannel call) {
      boolean welcome = !closing && busy.compareAndSet(false, true);
      if (!welcome) {
        call.close();
        return;
      }
      HandoverLine line = new HandoverLine();
      call.pipeline().addLast(line.setUp());
      Thread.ofPlatform().daemon().name("sallyport-handover").start(() -> serve(line));
    }
  }
}
