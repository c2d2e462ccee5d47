// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.e2e.bench;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.CommonPools;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import dev.sallyport.wire.link.v1.NodeMessage;
import dev.sallyport.wire.link.v1.RulesetApplied;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/**
 * The links of many nodes, each on a connection of its own, that take rules and say so at once, as
 * a node does before it makes them ready. They keep nothing of what they were told but when.
 */
final class ManyNodes implements AutoCloseable {
  private static final int MESSAGE_BYTES_MAX = 256 << 20;

  private final List<Link> links = new ArrayList<>();
  private final AtomicLong failed = new AtomicLong();

  ManyNodes(int port, int count) {
    for (int i = 0; i < count; i++) {
      links.add(new Link(port, GeneratedCluster.node(i)));
    }
  }

  /** Returns how many have rules whose version {@code wanted} accepts. */
  long holding(LongPredicate wanted) {
    return links.stream().filter(each -> wanted.test(each.version)).count();
  }

  /** Returns the newest version that any has. */
  long newest() {
    return links.stream().mapToLong(each -> each.version).max().orElse(0);
  }

  /**
   * Returns for each node when its last policies came, as {@link System#nanoTime} tells it, or 0.
   */
  long[] policiesAt() {
    return links.stream().mapToLong(each -> each.policiesAt).toArray();
  }

  /** Returns for each node when its last rules of any kind came. */
  long[] rulesAt() {
    return links.stream().mapToLong(each -> each.rulesAt).toArray();
  }

  /** Returns the bytes of all rules that came. */
  long bytes() {
    return links.stream().mapToLong(each -> each.bytes).sum();
  }

  /** Returns how many streams ended, which none should. */
  long failures() {
    return failed.get();
  }

  /** Returns milliseconds from a moment to each of the times, sorted. */
  static double[] millisSince(long nanos, long[] times) {
    return Arrays.stream(times).mapToDouble(each -> (each - nanos) / 1e6).sorted().toArray();
  }

  @Override
  public void close() {
    links.forEach(Link::close);
  }

  private final class Link implements StreamObserver<ControlMessage>, AutoCloseable {
    private final ClientFactory factory;
    private final StreamObserver<NodeMessage> up;
    private volatile long version;
    private volatile long policiesAt;
    private volatile long rulesAt;
    private volatile long bytes;

    Link(int port, String name) {
      factory = ClientFactory.builder().workerGroup(CommonPools.workerGroup(), false).build();
      up =
          GrpcClients.builder("http://127.0.0.1:" + port)
              .factory(factory)
              .responseTimeoutMillis(0)
              .maxResponseLength(0)
              .maxResponseMessageLength(MESSAGE_BYTES_MAX)
              .build(NodeLinkGrpc.NodeLinkStub.class)
              .connect(this);
      Hello.Builder hello = Hello.newBuilder().setProtocolVersion(1).setProgramVersion("bench");
      up.onNext(NodeMessage.newBuilder().setHello(hello.setNode(name).setBoot(name)).build());
    }

    @Override
    public void onNext(ControlMessage message) {
      if (!message.hasRuleset()) {
        return;
      }
      RulesetUpdate rules = message.getRuleset();
      long now = System.nanoTime();
      bytes += rules.getSerializedSize();
      if (rules.hasPolicies()) {
        policiesAt = now;
      }
      rulesAt = now;
      version = rules.getVersion();
      RulesetApplied applied = RulesetApplied.newBuilder().setVersion(version).build();
      up.onNext(NodeMessage.newBuilder().setRulesetApplied(applied).build());
    }

    @Override
    public void onError(Throwable failure) {
      failed.incrementAndGet();
    }

    @Override
    public void onCompleted() {
      failed.incrementAndGet();
    }

    @Override
    public void close() {
      up.onCompleted();
      factory.close();
    }
  }
}
