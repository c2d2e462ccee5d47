// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node;

import dev.sallyport.blueprint.summary.OpenWindow;
import dev.sallyport.blueprint.summary.SummaryBuilder;
import dev.sallyport.blueprint.summary.SummaryLimits;
import dev.sallyport.blueprint.summary.WindowClock;
import dev.sallyport.model.CaptureTier;
import dev.sallyport.model.Conversation;
import dev.sallyport.model.Exchange;
import dev.sallyport.model.Ruling;
import dev.sallyport.model.Vantage;
import dev.sallyport.node.capture.CapturedConnection;
import dev.sallyport.node.capture.ConnectionObserver;
import dev.sallyport.node.capture.PodSandbox;
import dev.sallyport.node.capture.SteeredConnection;
import dev.sallyport.node.capture.SteeredObserver;
import dev.sallyport.node.capture.Tap;
import dev.sallyport.node.enforce.Enforcement;
import dev.sallyport.node.identity.ConnectionIdentity;
import dev.sallyport.node.identity.Identification;
import dev.sallyport.node.identity.NameEvidence;
import dev.sallyport.node.identity.kube.PodIdentity;
import dev.sallyport.node.inspect.Inspection;
import dev.sallyport.node.link.CountingLoops;
import dev.sallyport.protocol.ProtocolLimits;
import dev.sallyport.protocol.ProtocolMemory;
import dev.sallyport.protocol.dns.DnsLookup;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.ThreadExecutorMap;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that happens between captured bytes and counted exchanges: for each connection the
 * reader that understands it and the identity of its ends, for each event loop its counts. Methods
 * are called on the event loops; each connection stays on its own.
 */
final class Dataplane implements ConnectionObserver, SteeredObserver, CountingLoops {
  private static final Logger log = LoggerFactory.getLogger(Dataplane.class);

  /** How long the end of an event loop that takes no work any more is waited for. */
  private static final long LOOP_END_MILLIS = 1000;

  private final Enforcement enforcement;
  private final Function<String, List<PodIdentity.Probe>> probes;
  private final ConnectionIdentity identity;
  private final NameEvidence names;
  private final boolean understand;
  private final @Nullable Inspection inspection;
  private final ProtocolLimits protocolLimits = ProtocolLimits.DEFAULT;
  private final ProtocolMemory protocolMemory = new ProtocolMemory();
  private final SummaryLimits summaryLimits = SummaryLimits.DEFAULT;
  private final Remembered remembered = new Remembered();
  private final OpenBefore before;
  private final List<LoopCounts> loops = new CopyOnWriteArrayList<>();
  private volatile WindowClock clock;
  private final FastThreadLocal<LoopCounts> here =
      new FastThreadLocal<>() {
        @Override
        protected LoopCounts initialValue() {
          return newLoop();
        }
      };

  Dataplane(
      ConnectionIdentity identity,
      NameEvidence names,
      WindowClock clock,
      boolean understand,
      Optional<Inspection> inspection,
      Enforcement enforcement,
      Function<String, List<PodIdentity.Probe>> probes) {
    this.enforcement = enforcement;
    this.probes = probes;
    this.identity = identity;
    this.before = new OpenBefore(found -> identity.adopted(found, System.nanoTime()));
    this.names = names;
    this.clock = clock;
    this.understand = understand;
    this.inspection = understand ? inspection.orElse(null) : null;
  }

  @Override
  public Tap opened(CapturedConnection connection) {
    return carried(Carried.of(connection), (loop, done) -> identity.open(connection, loop, done));
  }

  @Override
  public Tap steered(SteeredConnection connection) {
    return carried(Carried.of(connection), (loop, done) -> identity.open(connection, loop, done));
  }

  private Tap carried(Carried connection, ConnectionTap.Tracking tracking) {
    LoopCounts counts = here.get();
    counts.builder().addConnection(understand);
    ConnectionTap tap = new ConnectionTap(this, counts, connection, tracking);
    counts.opened(tap);
    return tap;
  }

  @Override
  public void lookup(
      PodSandbox pod,
      InetSocketAddress resolver,
      ByteBuf query,
      ByteBuf answerOrEmpty,
      long startedAtNanos,
      long endedAtNanos) {
    LoopCounts counts = here.get();
    counts.builder().addBytesSeen(query.readableBytes() + answerOrEmpty.readableBytes());
    Optional<DnsLookup> read = DnsLookup.read(query, answerOrEmpty);
    if (read.isEmpty()) {
      counts.builder().addLimitHit("dns.question-unreadable");
      return;
    }
    DnsLookup lookup = read.get();
    learnNames(pod, lookup, endedAtNanos);
    identity.lookup(
        pod.podUid(),
        resolver,
        startedAtNanos,
        counts.identityLoop(),
        ends -> {
          Conversation between = lookupBetween(ends, resolver.getPort());
          Exchange exchange = lookup.exchange(between, startedAtNanos, endedAtNanos);
          Optional<Ruling> ruling =
              enforcement.watched(
                  between.source().party(),
                  between.target().party(),
                  resolver.getPort(),
                  lookup.operation());
          if (ruling.isPresent()) {
            counts.builder().add(exchange, 0, ruling.get());
          } else {
            counts.builder().add(exchange, 0);
          }
        });
  }

  @Override
  public Optional<byte[]> refusedLookup(PodSandbox pod, InetSocketAddress resolver, ByteBuf query) {
    if (!enforcement.acts()) {
      return Optional.empty();
    }
    long now = System.nanoTime();
    Optional<DnsLookup> asked = DnsLookup.read(query, Unpooled.EMPTY_BUFFER);
    Optional<Ruling> ruling =
        asked.flatMap(
            lookup ->
                enforcement.lookup(
                    identity.local(pod.podUid()).party(),
                    identity.party(resolver.getAddress(), now),
                    resolver.getPort(),
                    lookup.operation()));
    if (asked.isEmpty() || ruling.isEmpty()) {
      return Optional.empty();
    }
    LoopCounts counts = here.get();
    counts.builder().addBytesSeen(query.readableBytes());
    DnsLookup blocked = asked.get().blocked(Enforcement.policy(ruling.get().decision()));
    identity.lookup(
        pod.podUid(),
        resolver,
        now,
        counts.identityLoop(),
        ends ->
            counts
                .builder()
                .add(
                    blocked.exchange(lookupBetween(ends, resolver.getPort()), now, now),
                    0,
                    ruling.get()));
    return Optional.of(DnsLookup.refusal(query));
  }

  @Override
  public void openBeforeCapture(PodSandbox pod, List<CapturedConnection> adopted) {
    SummaryBuilder builder = here.get().builder();
    adopted.forEach(_ -> builder.addConnection(false));
    before.found(pod.podUid(), adopted);
  }

  @Override
  public void stillOpenBefore(PodSandbox pod, List<CapturedConnection> open) {
    before.stillOpen(pod.podUid(), open);
  }

  @Override
  public List<OpenWindow> turn(WindowClock next, long nowNanos) throws InterruptedException {
    clock = next;
    List<io.netty.util.concurrent.Future<OpenWindow>> turned = new ArrayList<>();
    List<OpenWindow> windows = new ArrayList<>(loops.size());
    for (LoopCounts counts : loops) {
      try {
        turned.add(counts.executor().submit(() -> turn(counts, next, nowNanos)));
      } catch (RejectedExecutionException ended) {
        // The program stops. Nobody counts on a loop that is over, so what it counted can be taken.
        if (counts.executor().terminationFuture().await(LOOP_END_MILLIS)) {
          windows.add(turn(counts, next, nowNanos));
        }
      }
    }
    for (io.netty.util.concurrent.Future<OpenWindow> each : turned) {
      if (each.await().isSuccess()) {
        windows.add(each.getNow());
      }
    }
    return windows;
  }

  private OpenWindow turn(LoopCounts counts, WindowClock next, long nowNanos) {
    // A state of the node is said in one place.
    if (counts == loops.getFirst()) {
      before.count(counts.builder(), nowNanos);
    }
    return counts.turn(new OpenWindow(summaryLimits), next, nowNanos);
  }

  /** Returns how many connections are open on all loops; a moment's estimate. */
  long connectionsOpen() {
    return loops.stream().mapToLong(LoopCounts::openConnections).sum();
  }

  Enforcement enforcement() {
    return enforcement;
  }

  /** New policies are in force: connections that are open go on by them, or are cut. */
  void ruled() {
    for (LoopCounts counts : loops) {
      counts
          .executor()
          .execute(
              () -> {
                int cut = counts.ruled();
                if (cut > 0) {
                  log.info("new policies cut {} connections that were open", cut);
                }
                long left = enforcement.notYetEnforced();
                if (left > 0) {
                  log.info("not yet enforced on {} connections: opened before the policy", left);
                }
              });
    }
  }

  /** Returns what the kubelet of this node asks a pod of this node to prove that it lives. */
  List<PodIdentity.Probe> probes(String podUid) {
    return probes.apply(podUid);
  }

  ProtocolLimits protocolLimits() {
    return protocolLimits;
  }

  ProtocolMemory protocolMemory() {
    return protocolMemory;
  }

  Remembered remembered() {
    return remembered;
  }

  boolean understands() {
    return understand;
  }

  private LoopCounts newLoop() {
    EventExecutor executor = ThreadExecutorMap.currentExecutor();
    if (executor == null) {
      throw new IllegalStateException("not on an event loop: " + Thread.currentThread().getName());
    }
    LoopCounts counts = new LoopCounts(executor, summaryLimits, clock, inspection);
    loops.add(counts);
    return counts;
  }

  private void learnNames(PodSandbox pod, DnsLookup lookup, long endedAtNanos) {
    List<NameEvidence.Answered> addresses =
        lookup.addresses().stream()
            .map(record -> new NameEvidence.Answered(record.address(), record.ttlSeconds()))
            .toList();
    names.answered(pod.podUid(), lookup.operation().name(), addresses, endedAtNanos);
  }

  private static Conversation lookupBetween(Identification ends, int port) {
    return new Conversation(ends.source(), ends.target(), port, CaptureTier.NODE, Vantage.CLIENT);
  }
}
