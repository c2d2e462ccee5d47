// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import dev.sallyport.model.FailureCause;
import dev.sallyport.model.Vantage;
import dev.sallyport.node.capture.netns.NamespaceTables;
import dev.sallyport.node.capture.netns.NamespaceTables.TcpSocket;
import dev.sallyport.node.capture.netns.PolicyRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one pod to the state it should be in: listeners first, then the rules that lead to them,
 * then the gate. Each step is left out when it is done already, so it may be repeated at any time.
 * Runs on the namespace thread.
 */
final class Enrolment {

  private static final Logger log = LoggerFactory.getLogger(Enrolment.class);

  /** Number of the routing table for marked packets; any that nobody else uses in a pod. */
  private static final int ROUTING_TABLE = 0x5a11;

  private static final int PROOFS_FAILED_BEFORE_REPAIR = 2;

  /** Looking through all rules and sockets of a pod costs more than a canary does. */
  private static final int TICKS_UNTIL_LOOK = 6;

  private final CaptureShared shared;

  Enrolment(CaptureShared shared) {
    this.shared = shared;
  }

  /**
   * Opens the gate.
   *
   * @return why the pod cannot be captured; empty when all is in place
   * @throws IOException when the pod's namespace refuses a step
   */
  Optional<String> open(CapturedPod pod) throws IOException {
    return pod.namespace().inside(shared.thread().home(), () -> openInside(pod));
  }

  /** Does the same, but trusts that all is well with rules whose canaries keep being answered. */
  Optional<String> keepOpen(CapturedPod pod) throws IOException {
    boolean look = !pod.gateOpen || pod.proofsFailed > 0 || pod.ticks++ % TICKS_UNTIL_LOOK == 0;
    return look
        ? open(pod)
        : pod.namespace().inside(shared.thread().home(), () -> follow(pod, List.of()));
  }

  /** Closes the gate; what is relayed goes on. */
  void close(CapturedPod pod) throws IOException {
    if (pod.rulesSet) {
      pod.namespace()
          .inside(shared.thread().home(), () -> shared.nftables().run(RuleText.gate(false, false)));
      pod.gateOpen = false;
    }
  }

  /**
   * Sets the rules anew, since those that a pod has lead to listeners of a program that is gone.
   */
  void setAgain(CapturedPod pod) throws IOException {
    pod.rulesSet = false;
    pod.tableFound = true;
    pod.namespace()
        .inside(
            shared.thread().home(),
            () -> {
              pod.listeners.beat();
              follow(pod, List.of());
              return true;
            });
  }

  private Optional<String> openInside(CapturedPod pod) throws IOException {
    List<TcpSocket> sockets = NamespaceTables.tcpSockets();
    String ruleset = shared.nftables().run("list ruleset");
    Optional<String> rival = Rivals.listening(sockets).or(() -> Rivals.redirecting(ruleset));
    if (rival.isPresent()) {
      if (pod.gateOpen) {
        shared.nftables().run(RuleText.gate(false, false));
        pod.gateOpen = false;
      }
      return rival;
    }
    stillOpen(pod, sockets);
    Optional<String> lost = lostRules(pod, ruleset);
    Optional<String> missing = follow(pod, sockets);
    return lost.or(() -> missing);
  }

  private Optional<String> follow(CapturedPod pod, List<TcpSocket> sockets) throws IOException {
    Set<InetAddress> ipv4 = NamespaceTables.ipv4Addresses();
    Set<InetAddress> ipv6 = NamespaceTables.ipv6Addresses();
    Set<InetAddress> addresses = new HashSet<>(ipv4);
    addresses.addAll(ipv6);
    pod.listeners.addresses(addresses);
    List<InetAddress> resolvers = resolvers(pod);
    // Before the listeners, which may share their ports with a program that is taken over from.
    pod.listeners.resolvers(resolvers);
    boolean before4 = pod.listeners.ipv4();
    boolean before6 = pod.listeners.ipv6();
    Optional<String> missing4 = family(pod, false, !ipv4.isEmpty(), shared.features().ipv4());
    Optional<String> missing6 = family(pod, true, !ipv6.isEmpty(), shared.features().ipv6());
    boolean more = before4 != pod.listeners.ipv4() || before6 != pod.listeners.ipv6();
    if (!pod.rulesSet) {
      if (!pod.gateOpen) {
        report(pod, sockets);
      }
      setRules(pod, resolvers);
    } else {
      if (!pod.gateOpen) {
        report(pod, sockets);
      }
      if (!pod.gateOpen || more) {
        routes(pod);
        shared.nftables().run(RuleText.gate(pod.listeners.ipv4(), pod.listeners.ipv6()));
      }
      if (!resolvers.equals(pod.resolvers)) {
        setResolvers(pod, resolvers);
      }
    }
    pod.resolvers = resolvers;
    pod.gateOpen = true;
    return missing4.or(() -> missing6);
  }

  private void setRules(CapturedPod pod, List<InetAddress> resolvers) throws IOException {
    routes(pod);
    boolean ipv4 = pod.listeners.ipv4();
    boolean ipv6 = pod.listeners.ipv6();
    shared
        .nftables()
        .run(
            pod.tableFound
                ? shared.rules().replace(ipv4, ipv6, resolvers)
                : shared.rules().create(ipv4, ipv6, resolvers));
    pod.rulesSet = true;
    pod.tableFound = true;
    shared.taken().accept(pod.sandbox().podUid());
  }

  private void routes(CapturedPod pod) throws IOException {
    if (pod.listeners.ipv4()) {
      PolicyRoute.ensure(PolicyRoute.Family.IPV4, shared.marks().returning(), ROUTING_TABLE);
    }
    if (pod.listeners.ipv6()) {
      PolicyRoute.ensure(PolicyRoute.Family.IPV6, shared.marks().returning(), ROUTING_TABLE);
    }
  }

  /** Returns why a family that the pod uses cannot be captured. */
  private Optional<String> family(CapturedPod pod, boolean v6, boolean used, boolean supported) {
    String name = v6 ? "IPv6" : "IPv4";
    if (!supported) {
      return used ? Optional.of("this kernel cannot redirect " + name) : Optional.empty();
    }
    try {
      pod.listeners.open(v6);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      log.debug("no {} listeners in pod {}", name, pod.sandbox().podUid(), e);
      return used ? Optional.of(name + ": " + FailureCause.of(e)) : Optional.empty();
    }
  }

  /**
   * Notices rules that somebody took away or that do not work any more, and has them set anew.
   * Whatever passed through rules that are gone was reset when they went.
   */
  private Optional<String> lostRules(CapturedPod pod, String ruleset) {
    pod.tableFound = ruleset.contains("table inet " + RuleText.TABLE + " {");
    boolean gone = pod.rulesSet && !pod.tableFound;
    boolean useless = pod.rulesSet && pod.proofsFailed == PROOFS_FAILED_BEFORE_REPAIR;
    if (gone || useless) {
      pod.rulesSet = false;
      shared.counters().count(CaptureCounter.RULES_RESTORED);
    }
    return gone
        ? Optional.of("the rules of the pod were taken away; they are set again")
        : Optional.empty();
  }

  /** Looks whether the pod's resolvers changed; its files may be mounted after it began. */
  void refreshResolvers(CapturedPod pod) throws IOException {
    if (pod.rulesSet && pod.gateOpen && !resolvers(pod).equals(pod.resolvers)) {
      pod.namespace()
          .inside(
              shared.thread().home(),
              () -> {
                setResolvers(pod, resolvers(pod));
                return true;
              });
    }
  }

  private void setResolvers(CapturedPod pod, List<InetAddress> resolvers) throws IOException {
    pod.listeners.resolvers(resolvers);
    shared.nftables().run(shared.rules().resolvers(resolvers));
    pod.resolvers = resolvers;
  }

  private List<InetAddress> resolvers(CapturedPod pod) {
    List<InetAddress> found =
        Resolvers.of(shared.config().procRoot(), processes(shared.config(), pod.sandbox()));
    return found.isEmpty() ? pod.resolvers : found;
  }

  /** Returns processes that may be in the sandbox: the one that led to it, or all when it ended. */
  static List<Integer> processes(CaptureConfig config, PodSandbox sandbox) {
    if (Files.exists(config.procRoot().resolve(Integer.toString(sandbox.pid())))) {
      return List.of(sandbox.pid());
    }
    List<Integer> processes = new ArrayList<>();
    new CgroupTree(config.cgroupRoot())
        .walk(
            config.cgroupRoot().resolve(sandbox.cgroupPath().substring(1)),
            directory -> processes.addAll(CgroupTree.processes(directory)));
    return processes;
  }

  /** Tells of connections that were there before the gate opened. */
  private void report(CapturedPod pod, List<TcpSocket> sockets) {
    if (shared.carriedBefore().contains(pod.sandbox().podUid())) {
      return;
    }
    Set<Integer> served =
        sockets.stream()
            .filter(TcpSocket::listening)
            .map(socket -> socket.local().getPort())
            .collect(Collectors.toSet());
    long now = System.nanoTime();
    List<CapturedConnection> adopted = new ArrayList<>();
    for (TcpSocket each : sockets) {
      if (!each.listening() && !each.local().getAddress().isLoopbackAddress()) {
        boolean server = served.contains(each.local().getPort());
        adopted.add(
            new CapturedConnection(
                pod.sandbox(),
                server ? Vantage.SERVER : Vantage.CLIENT,
                server ? each.remote() : each.local(),
                server ? each.local() : each.remote(),
                now));
      }
    }
    shared.counters().add(CaptureCounter.CONNECTIONS_ADOPTED, adopted.size());
    pod.openBefore = List.copyOf(adopted);
    tell(() -> shared.observer().openBeforeCapture(pod.sandbox(), adopted));
  }

  /** Tells when connections ended that were there before the gate opened. */
  private void stillOpen(CapturedPod pod, List<TcpSocket> sockets) {
    if (pod.openBefore.isEmpty()) {
      return;
    }
    Set<TcpSocket> open = new HashSet<>(sockets);
    List<CapturedConnection> still =
        pod.openBefore.stream().filter(each -> open.contains(socket(each))).toList();
    if (still.size() < pod.openBefore.size()) {
      nowOpen(pod, still);
    }
  }

  /** Tells which of them are open still: none where the pod is let go. */
  void nowOpen(CapturedPod pod, List<CapturedConnection> still) {
    if (!pod.openBefore.isEmpty()) {
      pod.openBefore = still;
      tell(() -> shared.observer().stillOpenBefore(pod.sandbox(), still));
    }
  }

  private static TcpSocket socket(CapturedConnection connection) {
    boolean server = connection.vantage() == Vantage.SERVER;
    return new TcpSocket(
        server ? connection.destination() : connection.source(),
        server ? connection.source() : connection.destination(),
        false);
  }

  /**
   * The observer counts on event loops, so it is told on one: the first, so that it hears in order.
   */
  private void tell(Runnable told) {
    shared
        .loops()
        .all()
        .getFirst()
        .loop()
        .execute(
            () -> {
              try {
                told.run();
              } catch (RuntimeException e) {
                shared.counters().count(CaptureCounter.OBSERVER_FAILURES);
              }
            });
  }
}
