// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.model.FailureCause;
import dev.sallyport.node.capture.Predecessor;
import dev.sallyport.node.handover.Incumbent;
import dev.sallyport.node.handover.Successor;
import dev.sallyport.node.identity.NodeIdentity;
import dev.sallyport.node.identity.PeerKey;
import dev.sallyport.node.link.ControlLink;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of the program do while another one of the same node takes over, or is taken over
 * from. The order matters: nobody lets go of anything before the other one is there.
 */
final class Overlap implements Incumbent.Running {
  private static final Logger log = LoggerFactory.getLogger(Overlap.class);

  /** Names of pods come within this, or later. */
  private static final Duration NAMES = Duration.ofSeconds(5);

  /** Pods are proven within this, or the status says why they are not. */
  private static final Duration PODS = Duration.ofSeconds(20);

  /** How long a program that comes is waited for before this one stops all the same. */
  private static final Duration SUCCESSOR = Duration.ofSeconds(60);

  /** How long ports are waited for that a program has which does not hand over. */
  private static final Duration PORTS = Duration.ofMinutes(5);

  private static final long LOOK_MILLIS = 20;

  private final NodeTier tier;
  private final NodeIdentity identity;
  private final ControlLink link;
  private final AdminDoor admin;

  Overlap(NodeTier tier, NodeIdentity identity, ControlLink link, AdminDoor admin) {
    this.tier = tier;
    this.identity = identity;
    this.link = link;
    this.admin = admin;
  }

  /** Looks for a program that runs on this node already; keeps the rules that it has. */
  static Optional<Successor> find(NodeConfig config, EventLoopGroup group, Optional<PeerKey> key)
      throws IOException {
    if (config.steer().isPresent() || !config.handover()) {
      return Optional.empty();
    }
    if (key.isEmpty()) {
      log.warn(
          "no program is taken over from: SALLYPORT_HANDOVER=on needs SALLYPORT_PEER_KEY, by which"
              + " both prove themselves");
      until(PORTS, () -> portsAreFree(config, false));
      return Optional.empty();
    }
    Optional<Successor> found = Successor.find(group, name(config), key);
    if (found.isPresent()) {
      log.info("another node program runs here; taking over from it");
      byte[] rules = found.get().rules();
      if (rules.length > 0) {
        ControlLink.keep(config.stateDirectory(), rules);
      }
    } else {
      until(PORTS, () -> portsAreFree(config, key.isPresent()));
    }
    return found;
  }

  /** Has the other program let go, and steps into its place, but for the pods. */
  static void begin(Successor before, NodeTier tier, NodeIdentity identity, ControlLink link)
      throws IOException {
    until(NAMES, identity::knowsPods);
    Successor.Frozen frozen = before.begin();
    identity.answerPeers(frozen.peerPort());
    tier.carriedBefore(frozen.pods());
    link.startBeside();
  }

  /** Waits until all pods are here, and lets the other program end what it carries. */
  static void complete(Successor before, TierParts tier, NodeIdentity identity, ControlLink link)
      throws IOException {
    until(PODS, () -> tier.unready().isEmpty());
    before.done();
    log.info("took over; the other program ends what it carries");
    before.afterwards(
        () -> {
          log.info("the other program has ended");
          identity.neighbour(0);
          tier.alone();
          link.takeLeft();
        });
  }

  /**
   * Waits for a program that comes; without that an upgrade is as if there were none to hand over.
   */
  static Optional<Incumbent> await(
      NodeConfig config, EventLoopGroup group, Optional<PeerKey> key, Overlap overlap) {
    if (!config.handover() || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Incumbent.start(group, name(config), key, overlap));
    } catch (IOException e) {
      log.warn("no program can take over from this one: {}", FailureCause.of(e));
      return Optional.empty();
    }
  }

  /** A program that has said that it comes gets all there is, before this one stops. */
  static void letSuccessorFinish(Incumbent incumbent) {
    incumbent.awaitSuccessor(SUCCESSOR);
    if (!incumbent.isRetired()) {
      incumbent.close();
    }
  }

  @Override
  public Predecessor account() {
    return tier.account();
  }

  @Override
  public byte[] rules() throws IOException {
    return link.kept();
  }

  @Override
  public Successor.Frozen freeze() throws IOException {
    List<String> pods = tier.freeze();
    admin.close();
    link.leave();
    // Last, since until the other program has the port nobody answers for this node.
    return new Successor.Frozen(identity.leavePeers(), pods);
  }

  @Override
  public void taken(String podUid) {
    log.debug("pod {} is with the other program", podUid);
  }

  @Override
  public void takeBack() {
    log.warn("the program that came has ended; this one goes on");
    tier.thaw();
    link.comeBack();
    try {
      identity.answerPeers(0);
      admin.open();
    } catch (IOException e) {
      log.error("not all is as it was before the hand-over", e);
    }
  }

  @Override
  public void retire() {
    tier.retire();
  }

  @Override
  public void left() {
    tier.left();
    identity.neighbour(0);
  }

  /** The same for all programs of a node, and another one for each node of a machine. */
  private static String name(NodeConfig config) {
    return "sallyport-node/" + config.nodeName() + "/" + config.adminAddress().getPort();
  }

  private static boolean portsAreFree(NodeConfig config, boolean peers) {
    try (ServerSocket admin = new ServerSocket()) {
      admin.setReuseAddress(true);
      admin.bind(config.adminAddress());
      if (peers) {
        new DatagramSocket(new InetSocketAddress(config.peerPort())).close();
      }
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static void until(Duration most, BooleanSupplier condition) {
    long deadline = System.nanoTime() + most.toNanos();
    try {
      while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
