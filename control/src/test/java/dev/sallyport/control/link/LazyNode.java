// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.link;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sallyport.model.Ruleset;
import dev.sallyport.wire.link.RulesetCodec;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.Hello;
import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import dev.sallyport.wire.link.v1.NodeMessage;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;

/** A node that takes messages only when told to, and never says that it has taken rules. */
final class LazyNode implements ClientResponseObserver<NodeMessage, ControlMessage> {
  volatile Ruleset ruleset = Ruleset.EMPTY;
  volatile int updates;
  volatile int wholes;
  volatile int deltas;
  volatile long unchanged;
  private ClientCallStreamObserver<NodeMessage> up;

  LazyNode(int port, String name, long version) {
    NodeLinkGrpc.NodeLinkStub stub =
        GrpcClients.builder("http://127.0.0.1:" + port)
            .responseTimeoutMillis(0)
            .build(NodeLinkGrpc.NodeLinkStub.class);
    var unused = stub.connect(this);
    up.onNext(
        NodeMessage.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setProtocolVersion(1)
                    .setNode(name)
                    .setBoot("boot")
                    .setRulesetVersion(version)
                    .setInventoryVersion(version))
            .build());
  }

  void read(int messages) {
    up.request(messages);
  }

  void close() {
    up.onCompleted();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<NodeMessage> stream) {
    up = stream;
    stream.disableAutoRequestWithInitial(0);
  }

  @Override
  public void onNext(ControlMessage message) {
    if (!message.hasRuleset()) {
      return;
    }
    updates++;
    switch (message.getRuleset().getInventoryCase()) {
      case INVENTORY_FULL -> wholes++;
      case INVENTORY_DELTA -> deltas++;
      case INVENTORY_UNCHANGED -> unchanged = message.getRuleset().getInventoryUnchanged();
      case INVENTORY_NOT_SET -> throw new AssertionError("a ruleset without inventory");
    }
    ruleset = RulesetCodec.apply(ruleset, message.getRuleset()).value();
  }

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onCompleted() {}
}
