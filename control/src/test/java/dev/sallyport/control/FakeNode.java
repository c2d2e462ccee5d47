// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sallyport.blueprint.summary.Summary;
import dev.sallyport.model.Party;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.RulesetCodec;
import dev.sallyport.wire.link.SummaryCodec;
import dev.sallyport.wire.link.v1.CaptureReport;
import dev.sallyport.wire.link.v1.CertificateIssued;
import dev.sallyport.wire.link.v1.CertificateRequest;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeHealth;
import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import dev.sallyport.wire.link.v1.NodeMessage;
import dev.sallyport.wire.link.v1.PodCapture;
import dev.sallyport.wire.link.v1.RulesetApplied;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** A node's side of the link, told what to send; keeps what it was told. */
public final class FakeNode implements StreamObserver<ControlMessage>, AutoCloseable {
  public final String name;
  public final String boot;
  private final StreamObserver<NodeMessage> up;
  public volatile long acked = -1;
  public volatile boolean welcome;
  public volatile Ruleset ruleset = Ruleset.EMPTY;
  public volatile Status ended;
  public volatile CertificateIssued certificate;
  private long sequence;

  public FakeNode(int port, String name, String boot) {
    this(port, name, boot, 1);
  }

  public FakeNode(int port, String name, String boot, int protocolVersion) {
    this(
        GrpcClients.builder("http://127.0.0.1:" + port)
            .responseTimeoutMillis(0)
            .build(NodeLinkGrpc.NodeLinkStub.class),
        name,
        boot,
        protocolVersion);
  }

  public FakeNode(NodeLinkGrpc.NodeLinkStub stub, String name, String boot, int protocolVersion) {
    this(stub, name, boot, protocolVersion, List.of());
  }

  /** Returns a program of the node that another one has followed. */
  public static FakeNode leaving(int port, String name, String boot) {
    return new FakeNode(
        GrpcClients.builder("http://127.0.0.1:" + port)
            .responseTimeoutMillis(0)
            .build(NodeLinkGrpc.NodeLinkStub.class),
        name,
        boot,
        1,
        List.of("leaving"));
  }

  private FakeNode(
      NodeLinkGrpc.NodeLinkStub stub,
      String name,
      String boot,
      int protocolVersion,
      List<String> capabilities) {
    this.name = name;
    this.boot = boot;
    up = stub.connect(this);
    up.onNext(
        NodeMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setProtocolVersion(protocolVersion)
                    .setProgramVersion("test")
                    .setNode(name)
                    .setBoot(boot)
                    .addAllCapabilities(capabilities))
            .build());
  }

  public long send(Summary... summaries) {
    up.onNext(
        NodeMessage.newBuilder()
            .setSummaries(SummaryCodec.encode(++sequence, List.of(summaries)))
            .build());
    return sequence;
  }

  /** Sends any message, such as one that only a newer node would. */
  public void send(NodeMessage message) {
    up.onNext(message);
  }

  public void ask(CertificateRequest request) {
    up.onNext(NodeMessage.newBuilder().setCertificateRequest(request).build());
  }

  public void captured(String... uids) {
    CaptureReport.Builder report = CaptureReport.newBuilder();
    for (String each : uids) {
      report.addPods(
          PodCapture.newBuilder()
              .setPodUid(each)
              .setCaptured(
                  PodCapture.Captured.newBuilder()
                      .setProvedAtEpochMillis(System.currentTimeMillis())
                      .setIpv4(true)));
    }
    up.onNext(NodeMessage.newBuilder().setCapture(report).build());
  }

  void health(NodeHealth health) {
    up.onNext(NodeMessage.newBuilder().setHealth(health).build());
  }

  /** Returns a summary of one window with {@code count} exchanges of one operation. */
  public Summary summary(long startSecond, Party source, Party target, long count) {
    return summary(name, boot, startSecond, source, target, count);
  }

  static Summary summary(
      String node, String boot, long startSecond, Party source, Party target, long count) {
    return Summaries.one(node, boot, startSecond, source, target, count);
  }

  @Override
  public void onNext(ControlMessage message) {
    switch (message.getMessageCase()) {
      case WELCOME -> welcome = true;
      case CERTIFICATE_ISSUED -> certificate = message.getCertificateIssued();
      case ACK -> acked = message.getAck().getSequence();
      case RULESET -> {
        ruleset = RulesetCodec.apply(ruleset, message.getRuleset()).value();
        up.onNext(
            NodeMessage.newBuilder()
                .setRulesetApplied(RulesetApplied.newBuilder().setVersion(ruleset.version()))
                .build());
      }
      default -> throw new AssertionError(message.getMessageCase());
    }
  }

  @Override
  public void onError(Throwable failure) {
    ended = Status.fromThrowable(failure);
  }

  @Override
  public void onCompleted() {
    ended = Status.OK;
  }

  @Override
  public void close() {
    up.onCompleted();
  }
}
