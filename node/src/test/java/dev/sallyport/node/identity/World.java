// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.identity;

import static dev.sallyport.node.identity.Given.MILLI;
import static dev.sallyport.node.identity.Given.deployment;
import static dev.sallyport.node.identity.Given.ip;
import static dev.sallyport.node.identity.Given.socket;

import dev.sallyport.model.Unidentified;
import dev.sallyport.model.Vantage;
import dev.sallyport.model.Workload;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.identity.ClusterFacts.PodFact;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A simulated cluster of two nodes in which pods die and others take their addresses at once, while
 * they all talk. News of it comes late and out of order. The world knows the truth.
 */
final class World {
  private static final List<String> NODES = List.of("node-a", "node-b");
  private static final int ADDRESSES_PER_NODE = 3;

  /** Few, so that a successor soon dials from the port that its predecessor used. */
  private static final int PORTS = 60;

  /**
   * How the world behaves.
   *
   * @param seed of all chance
   * @param newsDelayMillis longest delay of the API and of the inventory
   * @param sandboxDelayMillis longest delay until a node notices a sandbox and its end
   * @param vouching whether nodes ask each other
   * @param loss share of datagrams lost
   * @param capturedShare share of pods that are captured
   * @param mixed whether servers are reached by a Service of which some pods are not captured
   */
  record Manners(
      long seed,
      int newsDelayMillis,
      int sandboxDelayMillis,
      boolean vouching,
      double loss,
      double capturedShare,
      boolean mixed) {}

  final FakeLoop loop = new FakeLoop(1_000 * Given.SECOND);
  final List<String> wrong = new ArrayList<>();
  final List<String> countedWrongly = new ArrayList<>();
  int reuses;
  int named;
  int unidentified;
  int connections;

  private final Manners manners;
  private final Random random;
  private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();
  private final List<SimulatedPod> live = new ArrayList<>();
  private final List<SimulatedPod> servers = new ArrayList<>();
  private final Map<String, PodFact> known = new LinkedHashMap<>();
  private final Map<InetSocketAddress, Long> busyUntil = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private int pods;
  private boolean over;

  private record SimulatedPod(
      String uid, String workload, String ip, String node, boolean captured, long bornAt) {
    Workload truth() {
      return deployment(workload);
    }
  }

  World(Manners manners) {
    this.manners = manners;
    this.random = new Random(manners.seed());
    for (int i = 0; i < NODES.size(); i++) {
      nodes.put(NODES.get(i), new SimulatedNode(NODES.get(i), "192.168.0." + (i + 1)));
    }
    for (int i = 0; i < NODES.size(); i++) {
      String node = NODES.get(i);
      SimulatedPod server = born("10." + (i + 1) + ".0.100", node, true);
      servers.add(server);
      for (int a = 1; a <= ADDRESSES_PER_NODE; a++) {
        reincarnate("10." + (i + 1) + ".0." + a, node);
      }
    }
    loop.pass(5 * Given.SECOND);
    chatter();
  }

  /** Lets pods live, die and talk until so many addresses were reused. */
  void run(int reusesWanted) {
    reuses = 0;
    while (reuses < reusesWanted) {
      loop.pass(100 * MILLI);
    }
    over = true;
    loop.pass(60 * Given.SECOND);
  }

  long counted(IdentityCounters.Count count) {
    return nodes.values().stream().mapToLong(node -> node.counters.of(count)).sum();
  }

  private void reincarnate(String ip, String node) {
    SimulatedPod pod = born(ip, node, random.nextDouble() < manners.capturedShare());
    reuses++;
    loop.after(
        between(30, 2_500) * MILLI,
        () -> {
          dies(pod);
          if (!over) {
            loop.after(between(0, 3) * MILLI, () -> reincarnate(ip, node));
          }
        });
  }

  private SimulatedPod born(String ip, String node, boolean captured) {
    String name = "w" + pods++;
    SimulatedPod pod = new SimulatedPod("uid-" + name, name, ip, node, captured, loop.nanos());
    live.add(pod);
    SimulatedNode home = nodes.get(node);
    late(manners.sandboxDelayMillis(), () -> home.sandboxFound(pod));
    late(manners.newsDelayMillis(), () -> home.ledger.podSeen(seen(pod), loop.nanos()));
    late(
        manners.newsDelayMillis(),
        () -> {
          PodFact fact = fact(pod);
          known.put(pod.uid(), ended.contains(pod.uid()) ? over(fact) : fact);
          tellInventory();
        });
    return pod;
  }

  private void dies(SimulatedPod pod) {
    live.remove(pod);
    SimulatedNode home = nodes.get(pod.node());
    home.died.add(pod.uid());
    late(manners.sandboxDelayMillis(), () -> home.sandboxGone(pod));
    late(manners.newsDelayMillis(), () -> home.ledger.podGone(pod.uid(), loop.nanos()));
    // The inventory may hear of the end before it hears of the beginning.
    late(
        manners.newsDelayMillis(),
        () -> {
          known.remove(pod.uid());
          ended.add(pod.uid());
          tellInventory();
        });
  }

  private void tellInventory() {
    nodes.values().forEach(node -> node.ledger.apply(facts(), loop.nanos()));
    known.keySet().removeIf(uid -> ended.contains(uid) && random.nextInt(4) == 0);
  }

  private ClusterFacts facts() {
    List<String> behind = servers.stream().map(SimulatedPod::uid).toList();
    List<String> workloads = servers.stream().map(SimulatedPod::workload).toList();
    List<String> mixed = new ArrayList<>(behind);
    mixed.add("uid-nobody-captures");
    return Given.facts(
        List.copyOf(known.values()),
        List.of(Given.service("srv", "10.96.0.50", workloads, manners.mixed() ? mixed : behind)),
        nodes.values().stream().map(n -> Given.node(n.name, n.address)).toList());
  }

  private void chatter() {
    if (over) {
      return;
    }
    for (SimulatedPod client : List.copyOf(live)) {
      SimulatedPod server = servers.get(random.nextInt(servers.size()));
      // A program needs a moment from the birth of its pod to its first connection.
      if (!servers.contains(client) && loop.nanos() - client.bornAt() > 50 * MILLI) {
        connect(client, server);
      }
    }
    loop.after(between(5, 40) * MILLI, this::chatter);
  }

  private void connect(SimulatedPod client, SimulatedPod server) {
    int port = 40_000 + random.nextInt(PORTS);
    boolean byService = manners.mixed() || random.nextBoolean();
    InetSocketAddress source = socket(client.ip(), port);
    InetSocketAddress accepted = socket(server.ip(), 8080);
    InetSocketAddress dialled = byService ? socket("10.96.0.50", 80) : accepted;
    // The server's kernel takes no second connection from a port while it has the first, and
    // connection tracking none to another pod behind the Service.
    long lasts = between(0, 400) * MILLI;
    if (busyUntil.getOrDefault(source, 0L) > loop.nanos()) {
      return;
    }
    connections++;
    busyUntil.put(source, loop.nanos() + 31 * MILLI + lasts);
    Both both = new Both(client, server);
    SimulatedNode home = nodes.get(client.node());
    if (client.captured() && home.enrolled.contains(client.uid())) {
      both.clientCaptured = true;
      ConnectionTrack track =
          home.identity.open(
              new CapturedConnection(
                  Given.sandbox(client.uid()), Vantage.CLIENT, source, dialled, loop.nanos()),
              loop,
              both::client);
      loop.after(
          between(0, 30) * MILLI,
          () -> {
            if (!home.died.contains(client.uid())) {
              track.upstreamConnected(source, dialled);
            } else {
              both.neverConnected = true;
            }
            loop.after(lasts, track::closed);
          });
    }
    loop.after(
        between(0, 30) * MILLI,
        () ->
            nodes
                .get(server.node())
                .identity
                .open(
                    new CapturedConnection(
                        Given.sandbox(server.uid()),
                        Vantage.SERVER,
                        source,
                        accepted,
                        loop.nanos()),
                    loop,
                    both::server));
    loop.at(loop.nanos() + 30 * Given.SECOND, both::check);
  }

  private void late(int longestMillis, Runnable news) {
    loop.after(between(0, longestMillis) * MILLI, news);
  }

  private long between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  private static dev.sallyport.node.identity.kube.PodIdentity seen(SimulatedPod pod) {
    return Given.pod(pod.uid(), pod.workload(), pod.ip());
  }

  private static PodFact fact(SimulatedPod pod) {
    return Given.fact(
        pod.uid(),
        pod.workload(),
        pod.node(),
        pod.captured() ? Captured.YES : Captured.NO,
        pod.ip());
  }

  /** Control remembers pods that ended, for a while. */
  private static PodFact over(PodFact fact) {
    return new PodFact(
        fact.uid(), fact.workload(), fact.addresses(), fact.node(), false, true, Captured.NO);
  }

  /** What both sides said of one connection. */
  private final class Both {
    private final SimulatedPod client;
    private final SimulatedPod server;
    private boolean clientCaptured;
    private boolean neverConnected;
    private final List<Identification> byClient = new ArrayList<>();
    private final List<Identification> byServer = new ArrayList<>();

    Both(SimulatedPod client, SimulatedPod server) {
      this.client = client;
      this.server = server;
    }

    void client(Identification told) {
      byClient.add(told);
      judge(told);
    }

    void server(Identification told) {
      byServer.add(told);
      judge(told);
    }

    private void judge(Identification told) {
      switch (told.source().party()) {
        case Workload workload -> {
          named++;
          if (!workload.equals(client.truth())) {
            wrong.add(client + " was called " + workload.key() + " by " + told.source().proof());
          }
        }
        case Unidentified nobody -> unidentified++;
        default -> wrong.add(client + " was called " + told.source());
      }
    }

    void check() {
      int expected = clientCaptured ? 1 : 0;
      if (byServer.size() != 1 || byClient.size() != expected) {
        countedWrongly.add("told " + byServer.size() + " and " + byClient.size() + " times");
        return;
      }
      boolean countedByServer = byServer.getFirst().role() != Role.VOUCH_ONLY;
      boolean countedByClient =
          clientCaptured && byClient.getFirst().role() != Role.VOUCH_ONLY && !neverConnected;
      if (countedByServer == countedByClient) {
        countedWrongly.add(client + " to " + server + ": " + byClient + " and " + byServer);
      }
    }
  }

  private final class SimulatedNode implements Peers {
    final String name;
    final String address;
    final IdentityCounters counters = new IdentityCounters();
    final IdentityLedger ledger;
    final ConnectionIdentity identity;
    final Set<String> enrolled = new HashSet<>();
    final Set<String> died = new HashSet<>();
    private final Map<InetAddress, Long> heard = new HashMap<>();

    SimulatedNode(String name, String address) {
      this.name = name;
      this.address = address;
      IdentityLimits limits = IdentityLimits.defaults();
      ledger = new IdentityLedger(name, limits, counters);
      identity =
          new ConnectionIdentity(
              ledger,
              new NameEvidence(limits, counters),
              manners.vouching() ? this : Peers.NONE,
              limits,
              counters);
    }

    void sandboxFound(SimulatedPod pod) {
      if (died.contains(pod.uid())) {
        return;
      }
      enrolled.add(pod.uid());
      ledger.sandboxStarted(
          pod.uid(), Given.sandbox(pod.uid()).netnsInode(), List.of(ip(pod.ip())), loop.nanos());
      ledger.captured(pod.uid(), pod.captured() ? Captured.YES : Captured.NO);
    }

    void sandboxGone(SimulatedPod pod) {
      enrolled.remove(pod.uid());
      identity.sandboxEnded(Given.sandbox(pod.uid()), loop.nanos());
    }

    @Override
    public boolean canAsk() {
      return true;
    }

    @Override
    public boolean heardLately(InetAddress node, long nowNanos) {
      return nowNanos - heard.getOrDefault(node, -100 * Given.SECOND) < 10 * Given.SECOND;
    }

    @Override
    public void ask(List<InetAddress> asked, Question question, Loop at, Consumer<Answer> told) {
      List<Answer> heardAnswers = new ArrayList<>();
      boolean[] done = {false};
      Runnable give =
          () -> {
            if (!done[0]) {
              done[0] = true;
              told.accept(best(heardAnswers, asked.size()));
            }
          };
      for (InetAddress node : asked) {
        Answer[] last = {null};
        for (int attempt : new int[] {0, 150, 350}) {
          loop.after(
              attempt * MILLI,
              () -> {
                if (!done[0] && arrives()) {
                  loop.after(
                      between(0, 3) * MILLI, () -> last[0] = answerAt(node, question, last[0]));
                }
              });
          loop.after(
              (attempt + 4) * MILLI,
              () -> {
                if (last[0] instanceof Answer.Vouched || last[0] instanceof Answer.Claimed) {
                  heardAnswers.add(last[0]);
                  give.run();
                }
              });
        }
        loop.after(
            599 * MILLI,
            () -> {
              if (last[0] != null) {
                heardAnswers.add(last[0]);
              }
            });
      }
      loop.after(600 * MILLI, give);
    }

    private Answer best(List<Answer> answers, int asked) {
      for (Class<?> kind :
          List.of(Answer.Vouched.class, Answer.Claimed.class, Answer.Holder.class)) {
        for (Answer answer : answers) {
          if (kind.isInstance(answer)) {
            return answer;
          }
        }
      }
      return answers.size() == asked ? new Answer.Denied() : new Answer.Silent();
    }

    private Answer answerAt(InetAddress node, Question question, Answer before) {
      SimulatedNode other =
          nodes.values().stream().filter(n -> ip(n.address).equals(node)).findFirst().orElseThrow();
      Answer answer = other.identity.answer(question, loop.nanos());
      if (!arrives()) {
        return before;
      }
      heard.put(node, loop.nanos());
      return answer;
    }

    private boolean arrives() {
      return random.nextDouble() >= manners.loss();
    }
  }
}
