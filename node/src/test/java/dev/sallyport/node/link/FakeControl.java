// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.blueprint.summary.SummaryId;
import dev.sallyport.blueprint.summary.SummarySet;
import dev.sallyport.wire.link.LinkVersion;
import dev.sallyport.wire.link.SummaryCodec;
import dev.sallyport.wire.link.v1.BatchAck;
import dev.sallyport.wire.link.v1.CaptureReport;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeHealth;
import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import dev.sallyport.wire.link.v1.NodeMessage;
import dev.sallyport.wire.link.v1.RulesetApplied;
import dev.sallyport.wire.link.v1.RulesetUpdate;
import dev.sallyport.wire.link.v1.Welcome;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A real server that speaks the link, keeps what it gets, and can be told to misbehave. */
final class FakeControl implements AutoCloseable {
  final List<Hello> hellos = new CopyOnWriteArrayList<>();
  final List<NodeHealth> healths = new CopyOnWriteArrayList<>();
  final List<CaptureReport> captures = new CopyOnWriteArrayList<>();
  final List<RulesetApplied> applied = new CopyOnWriteArrayList<>();
  final AtomicInteger deliveries = new AtomicInteger();
  final AtomicInteger unacknowledged = new AtomicInteger();
  volatile boolean acknowledges = true;
  volatile boolean welcomes = true;
  volatile int protocolVersion = LinkVersion.CURRENT;

  /** What becomes of messages on their way. */
  volatile UnaryOperator<Welcome> welcome = UnaryOperator.identity();

  volatile UnaryOperator<BatchAck> acknowledgement = UnaryOperator.identity();
  private final int port;
  private SummarySet received = SummarySet.NONE;
  private volatile StreamObserver<ControlMessage> down;
  private Server server;

  FakeControl(int port) {
    this.port = port;
  }

  FakeControl start() {
    server =
        Server.builder()
            .http(port)
            .requestTimeout(Duration.ZERO)
            .maxRequestLength(0)
            .gracefulShutdownTimeoutMillis(0, 0)
            .service(GrpcService.builder().addService(new Link()).build())
            .build();
    server.start().join();
    return this;
  }

  int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.stop().join();
  }

  synchronized SummarySet received() {
    return received;
  }

  long exchanges() {
    return received().summaries().values().stream().mapToLong(Summary::exchanges).sum();
  }

  List<SummaryId> ids() {
    return List.copyOf(received().summaries().keySet());
  }

  void send(RulesetUpdate update) {
    send(ControlMessage.newBuilder().setRuleset(update).build());
  }

  void send(ControlMessage message) {
    down.onNext(message);
  }

  void acknowledge(long sequence) {
    BatchAck ack = acknowledgement.apply(BatchAck.newBuilder().setSequence(sequence).build());
    send(ControlMessage.newBuilder().setAck(ack).build());
  }

  void dropStream() {
    down.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException());
  }

  private synchronized void keep(List<Summary> summaries) {
    received = received.merge(SummarySet.of(summaries));
  }

  private final class Link extends NodeLinkGrpc.NodeLinkImplBase {
    @Override
    public StreamObserver<NodeMessage> connect(StreamObserver<ControlMessage> responses) {
      down = responses;
      return new StreamObserver<>() {
        @Override
        public void onNext(NodeMessage message) {
          switch (message.getMessageCase()) {
            case HELLO -> {
              hellos.add(message.getHello());
              if (welcomes) {
                responses.onNext(
                    ControlMessage.newBuilder()
                        .setWelcome(
                            welcome.apply(
                                Welcome.newBuilder().setProtocolVersion(protocolVersion).build()))
                        .build());
              }
            }
            case SUMMARIES -> {
              deliveries.incrementAndGet();
              keep(SummaryCodec.decode(message.getSummaries()).value());
              if (acknowledges) {
                acknowledge(message.getSummaries().getSequence());
              } else {
                unacknowledged.incrementAndGet();
              }
            }
            case HEALTH -> healths.add(message.getHealth());
            case CAPTURE -> captures.add(message.getCapture());
            case RULESET_APPLIED -> applied.add(message.getRulesetApplied());
            case CERTIFICATE_REQUEST, MESSAGE_NOT_SET -> {}
          }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          responses.onCompleted();
        }
      };
    }
  }
}
