// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.link;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sallyport.wire.link.LinkLimits;
import dev.sallyport.wire.link.v1.ControlMessage;
import dev.sallyport.wire.link.v1.NodeLinkGrpc;
import dev.sallyport.wire.link.v1.NodeMessage;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One stream to control, from opening to its end. What comes is handed to the link's thread; all
 * methods are called there.
 */
final class LinkStream {
  /** Where what happens on a stream goes; called on the link's thread, never after the end. */
  interface Listener {
    void received(ControlMessage message);

    /** Says that the transport takes more. */
    void writable();

    void ended(String why);
  }

  private final Executor worker;
  private final Listener listener;
  private volatile @Nullable ClientCallStreamObserver<NodeMessage> call;
  private boolean over;

  private LinkStream(Executor worker, Listener listener) {
    this.worker = worker;
    this.listener = listener;
  }

  /** Opens a stream; success shows only in what is received. */
  static LinkStream open(
      String control,
      LinkSecurity security,
      ClientFactory factory,
      Executor worker,
      Listener listener) {
    LinkStream stream = new LinkStream(worker, listener);
    String scheme =
        switch (security) {
          case PLAINTEXT -> "gproto+h2c://";
        };
    NodeLinkGrpc.NodeLinkStub stub =
        GrpcClients.builder(scheme + control + "/")
            .factory(factory)
            // A stream lives as long as both programs do.
            .responseTimeoutMillis(0)
            .writeTimeoutMillis(0)
            .maxResponseLength(0)
            .maxResponseMessageLength(LinkLimits.DEFAULT.messageBytesMax())
            .build(NodeLinkGrpc.NodeLinkStub.class);
    // The observer hands itself over in beforeStart, so the returned one is not needed.
    var unused = stub.withCompression("gzip").connect(stream.new Observer());
    return stream;
  }

  boolean isWritable() {
    ClientCallStreamObserver<NodeMessage> now = call;
    return !over && now != null && now.isReady();
  }

  void send(NodeMessage message) {
    ClientCallStreamObserver<NodeMessage> now = call;
    if (!over && now != null) {
      now.onNext(message);
    }
  }

  /** Ends the stream from this side, and tells the listener nothing more. */
  void close(String why) {
    ClientCallStreamObserver<NodeMessage> now = call;
    if (!over) {
      over = true;
      if (now != null) {
        now.cancel(why, null);
      }
    }
  }

  /** Says that nothing more will be sent, and lets what was sent arrive. */
  void finish() {
    ClientCallStreamObserver<NodeMessage> now = call;
    if (!over && now != null) {
      now.onCompleted();
    }
  }

  private void end(String why) {
    if (!over) {
      over = true;
      listener.ended(why);
    }
  }

  private final class Observer implements ClientResponseObserver<NodeMessage, ControlMessage> {
    @Override
    public void beforeStart(ClientCallStreamObserver<NodeMessage> started) {
      call = started;
      started.setOnReadyHandler(
          () ->
              worker.execute(
                  () -> {
                    if (!over) {
                      listener.writable();
                    }
                  }));
    }

    @Override
    public void onNext(ControlMessage message) {
      worker.execute(
          () -> {
            if (!over) {
              listener.received(message);
            }
          });
    }

    @Override
    public void onError(Throwable failure) {
      worker.execute(() -> end(String.valueOf(failure.getMessage())));
    }

    @Override
    public void onCompleted() {
      worker.execute(() -> end("control ended the stream"));
    }
  }
}
