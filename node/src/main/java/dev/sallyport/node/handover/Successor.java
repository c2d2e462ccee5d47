// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.handover;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.Predecessor;
import dev.sallyport.node.identity.PeerKey;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The side of the program that comes. Its methods are called in the order in which they stand, by
 * one thread; {@link #taken} by any.
 */
public final class Successor {
  private static final Logger log = LoggerFactory.getLogger(Successor.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HandoverLine line;
  private final Predecessor predecessor;
  private final byte[] rules;
  private volatile boolean alone;

  /**
   * What the incumbent says when it lets go.
   *
   * @param peerPort port at which it answers for its sockets; 0 when it does not
   * @param pods UIDs of the pods that it captures
   */
  public record Frozen(int peerPort, List<String> pods) {
    /** What there is when the incumbent has ended meanwhile. */
    static final Frozen NOBODY = new Frozen(0, List.of());

    public Frozen {
      pods = List.copyOf(pods);
    }
  }

  private Successor(HandoverLine line, Predecessor predecessor, byte[] rules) {
    this.line = line;
    this.predecessor = predecessor;
    this.rules = rules;
  }

  /**
   * Looks for a program that runs under the name and tells it that this one comes. Empty when there
   * is none, or when it is none that this one understands.
   */
  public static Optional<Successor> find(EventLoopGroup group, String name, Optional<PeerKey> key) {
    Optional<HandoverLine> found = HandoverLine.connect(group, name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    HandoverLine line = found.get();
    try {
      return Optional.of(greet(line, key));
    } catch (IOException | RuntimeException e) {
      log.warn("the program that runs on this node does not hand over: {}", FailureCause.of(e));
      line.close();
      return Optional.empty();
    }
  }

  private static Successor greet(HandoverLine line, Optional<PeerKey> key) throws IOException {
    line.requireRoot();
    String mine = HandoverProof.nonce();
    line.say(Incumbent.GREETING + " " + mine);
    String[] greeting = line.hear(Incumbent.GREETING, PATIENCE).split(" ", -1);
    if (greeting.length < 2) {
      throw new IOException("a greeting without proof");
    }
    HandoverProof proof = new HandoverProof(key, mine, greeting[0]);
    if (!HandoverProof.same(proof.ofIncumbent(), greeting[1])) {
      throw new IOException("it has another peer key");
    }
    line.say("successor " + proof.ofSuccessor());
    String[] given = line.hear("gives", PATIENCE).split(" ", -1);
    byte[] rules = given.length > 1 ? Base64.getDecoder().decode(given[1]) : new byte[0];
    return new Successor(line, Predecessor.parse(given[0]), rules);
  }

  /** Returns what capture must know of the incumbent. */
  public Predecessor predecessor() {
    return predecessor;
  }

  /** Returns the rules in force, as the link keeps them on disk; empty when there are none. */
  public byte[] rules() {
    return rules.clone();
  }

  /**
   * Has the incumbent let go of rules and ports.
   *
   * @throws IOException when it does not; then this program must end
   */
  public Frozen begin() throws IOException {
    try {
      line.say("begin");
      String[] frozen = line.hear("frozen", PATIENCE).split(" ", -1);
      List<String> pods =
          frozen.length > 1 && !frozen[1].isEmpty()
              ? Arrays.asList(frozen[1].split(",", -1))
              : List.of();
      return new Frozen(Integer.parseInt(frozen[0]), pods);
    } catch (HandoverLine.EndedException ended) {
      alone = true;
      return Frozen.NOBODY;
    } catch (NumberFormatException e) {
      throw new IOException("no port: " + FailureCause.of(e), e);
    }
  }

  /** Tells that the connections of a pod come here from now on. */
  public void taken(String podUid) {
    try {
      if (!alone) {
        line.say("taken " + podUid);
      }
    } catch (IOException ended) {
      log.debug("the incumbent is not there any more", ended);
    }
  }

  /**
   * Tells that all pods come here from now on.
   *
   * @throws IOException when the incumbent gave up meanwhile; then this program must end
   */
  public void done() throws IOException {
    if (alone) {
      return;
    }
    try {
      line.say("done");
      line.hear("retired", PATIENCE);
    } catch (HandoverLine.EndedException ended) {
      alone = true;
    }
  }

  /** Runs the work on a thread of its own once the incumbent has ended. */
  public void afterwards(Runnable work) {
    Thread.ofPlatform()
        .daemon()
        .name("sallyport-handover")
        .start(
            () -> {
              awaitEnd();
              line.close();
              work.run();
            });
  }

  private void awaitEnd() {
    while (!alone) {
      try {
        line.hear(Duration.ofDays(1));
      } catch (HandoverLine.EndedException ended) {
        alone = true;
      } catch (IOException quiet) {
        log.debug("the incumbent still ends what it carries", quiet);
      }
    }
  }
}
