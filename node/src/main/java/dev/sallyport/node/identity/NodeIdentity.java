// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static java.util.Objects.requireNonNull;

import dev.sallyport.node.capture.CaptureState;
import dev.sallyport.node.capture.PodSandbox;
import dev.sallyport.node.identity.kube.KubeAccess;
import dev.sallyport.node.identity.kube.KubeLimits;
import dev.sallyport.node.identity.kube.PodWatch;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All parts of identity, put together and running. News of sandboxes, capture and inventory comes
 * in here; connections are asked about at {@link #connections()}.
 */
public final class NodeIdentity implements AutoCloseable {
  private final Settings settings;
  private final IdentityCounters counters;
  private final IdentityLedger ledger;
  private final NameEvidence names;
  private final LocalPods pods;
  private final ConnectionIdentity connections;
  private final Optional<PeerVouch> vouch;
  private final Optional<PodWatch> watch;

  /**
   * What identity is started with.
   *
   * @param node name of this node
   * @param peers where to answer other nodes; the port is the same on every node
   * @param key the secret of the cluster; empty switches vouching off
   * @param access where the Kubernetes API is; empty leaves pods without names
   * @param limits bounds
   * @param kubeLimits bounds of the Kubernetes client
   */
  public record Settings(
      String node,
      InetSocketAddress peers,
      Optional<PeerKey> key,
      Optional<KubeAccess> access,
      IdentityLimits limits,
      KubeLimits kubeLimits) {
    public Settings {
      requireNonNull(node, "node");
      requireNonNull(peers, "peers");
      requireNonNull(key, "key");
      requireNonNull(access, "access");
      requireNonNull(limits, "limits");
      requireNonNull(kubeLimits, "kubeLimits");
    }

    /** Returns the settings with default bounds, listening on every address of the node. */
    public static Settings of(
        String node, int peerPort, Optional<PeerKey> key, Optional<KubeAccess> access) {
      return new Settings(
          node,
          new InetSocketAddress(peerPort),
          key,
          access,
          IdentityLimits.defaults(),
          KubeLimits.defaults());
    }
  }

  private NodeIdentity(
      Settings settings,
      EventLoopGroup group,
      Class<? extends DatagramChannel> type,
      InetSocketAddress bind) {
    this.settings = settings;
    IdentityLimits limits = settings.limits();
    counters = new IdentityCounters();
    ledger = new IdentityLedger(settings.node(), limits, counters);
    ledger.hostAddresses(HostAddresses.read());
    names = new NameEvidence(limits, counters);
    pods = new LocalPods(ledger, names, System::nanoTime);
    SwitchedPeers peers = new SwitchedPeers();
    connections = new ConnectionIdentity(ledger, names, peers, limits, counters);
    vouch =
        settings
            .key()
            .map(
                key ->
                    PeerVouch.open(
                        group,
                        type,
                        bind,
                        settings.peers().getPort(),
                        key,
                        limits,
                        counters,
                        connections::answer));
    vouch.ifPresent(peers::use);
    watch =
        settings
            .access()
            .map(access -> PodWatch.start(access, settings.node(), pods, settings.kubeLimits()));
  }

  /**
   * Starts the watch of the API and the socket towards other nodes.
   *
   * @param settings what to start with
   * @param group runs the socket; its threads must be in the network namespace of the node
   * @param type type of the socket that belongs to the group
   */
  public static NodeIdentity start(
      Settings settings, EventLoopGroup group, Class<? extends DatagramChannel> type) {
    return new NodeIdentity(settings, group, type, settings.peers());
  }

  /**
   * Does the same beside a program that has the port of this node still: this one asks from another
   * port until {@link #answerPeers}.
   */
  public static NodeIdentity startBeside(
      Settings settings, EventLoopGroup group, Class<? extends DatagramChannel> type) {
    return new NodeIdentity(settings, group, type, besides(settings));
  }

  /**
   * Takes the port of this node, at which other nodes ask. Blocks for a moment.
   *
   * @param neighbour port at which the program that had it answers; 0 when there is none
   * @throws IOException when the port is taken
   */
  public void answerPeers(int neighbour) throws IOException {
    moved(settings.peers());
    neighbour(neighbour);
  }

  /**
   * Leaves the port of this node to another program, which is asked from now on about what is not
   * known here. Blocks for a moment.
   *
   * @return the port at which this program answers that one; 0 when it answers nobody
   * @throws IOException when no port can be had
   */
  public int leavePeers() throws IOException {
    int port = moved(besides(settings));
    neighbour(settings.peers().getPort());
    return port;
  }

  /** Names the port of another program of this node that carries connections; 0 for none. */
  public void neighbour(int port) {
    vouch.ifPresent(each -> each.neighbour(port));
  }

  private int moved(InetSocketAddress bind) throws IOException {
    try {
      return vouch.map(each -> each.move(bind)).orElse(0);
    } catch (RuntimeException | Error bug) {
      throw bug;
    } catch (Exception taken) {
      // Netty throws what binding threw, checked or not.
      throw new IOException("cannot answer other nodes at " + bind, taken);
    }
  }

  private static InetSocketAddress besides(Settings settings) {
    return new InetSocketAddress(settings.peers().getAddress(), 0);
  }

  /** Returns the place to ask about connections. */
  public ConnectionIdentity connections() {
    return connections;
  }

  /** Returns the place to tell DNS answers. */
  public NameEvidence names() {
    return names;
  }

  /** Returns the pods of this node. */
  public LocalPods pods() {
    return pods;
  }

  /** Returns the ledger, which takes the inventory and the state of the link. */
  public IdentityLedger ledger() {
    return ledger;
  }

  /** Returns the counts. */
  public IdentityCounters counters() {
    return counters;
  }

  /**
   * A sandbox was found. Reads procfs and the machine's interfaces, so it is not for an event loop;
   * to be called before the sandbox is enrolled, or as soon as possible.
   */
  public void sandboxStarted(PodSandbox sandbox) {
    watch.ifPresent(PodWatch::podBegan);
    // A bridge towards pods comes into being with the first of them.
    ledger.hostAddresses(HostAddresses.read());
    ledger.sandboxStarted(
        sandbox.podUid(),
        sandbox.netnsInode(),
        SandboxAddresses.of(sandbox.pid()),
        System.nanoTime());
  }

  /** A sandbox ended. */
  public void sandboxEnded(PodSandbox sandbox) {
    connections.sandboxEnded(sandbox, System.nanoTime());
  }

  /** Capture of a pod was measured. */
  public void captured(String podUid, CaptureState state) {
    ledger.captured(
        podUid,
        switch (state) {
          case CaptureState.Captured ignored -> Captured.YES;
          case CaptureState.NotCaptured ignored -> Captured.NO;
          case CaptureState.Pending ignored -> Captured.UNKNOWN;
        });
  }

  /** Returns whether the pods of this node were listed, or nobody is asked for them. */
  public boolean knowsPods() {
    return watch.map(each -> each.health().ok()).orElse(true);
  }

  /** Returns what is missing, as sentences for the status; empty when nothing is. */
  public List<String> missing() {
    List<String> missing = new java.util.ArrayList<>();
    if (vouch.isEmpty()) {
      missing.add(
          "no peer key (SALLYPORT_PEER_KEY): nodes do not vouch for connections between them, their"
              + " ends are named by address only");
    }
    if (watch.isEmpty()) {
      missing.add("no Kubernetes API (SALLYPORT_KUBE_API, KUBECONFIG): pods have no names");
    } else if (!watch.get().health().ok()) {
      String why = watch.get().health().message();
      missing.add(why.startsWith("Kubernetes API") ? why : "Kubernetes API: " + why);
    }
    return missing;
  }

  /** Returns all counts by lower-case name, for metrics. */
  public Map<String, Long> metrics() {
    Map<String, Long> all = new TreeMap<>(counters.snapshot());
    watch.ifPresent(w -> all.putAll(w.health().snapshot()));
    all.put("sockets_remembered", (long) connections.socketsRemembered());
    return all;
  }

  @Override
  public void close() {
    watch.ifPresent(PodWatch::close);
    vouch.ifPresent(PeerVouch::close);
  }

  /** Peers that come into being after those who ask them. */
  private static final class SwitchedPeers implements Peers {
    private volatile Peers peers = Peers.NONE;

    void use(Peers ready) {
      peers = ready;
    }

    @Override
    public boolean canAsk() {
      return peers.canAsk();
    }

    @Override
    public Optional<InetAddress> neighbour() {
      return peers.neighbour();
    }

    @Override
    public void ask(
        List<InetAddress> nodes, Question question, Loop loop, Consumer<Answer> answer) {
      peers.ask(nodes, question, loop, answer);
    }

    @Override
    public boolean heardLately(InetAddress node, long nowNanos) {
      return peers.heardLately(node, nowNanos);
    }
  }
}
