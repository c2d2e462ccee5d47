// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.model.Layer;
import dev.sallyport.model.Protocol;
import dev.sallyport.protocol.TappedRelay;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gRPC client and server of Java. */
class GrpcIT {
  private static final MethodDescriptor<byte[], byte[]> RESERVE =
      method("Reserve", MethodDescriptor.MethodType.UNARY);
  private static final MethodDescriptor<byte[], byte[]> WATCH =
      method("Watch", MethodDescriptor.MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<byte[], byte[]> LOST =
      method("Lost", MethodDescriptor.MethodType.UNARY);
  private static Server server;

  private static MethodDescriptor<byte[], byte[]> method(
      String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("shop.v1.Stock", name))
        .setRequestMarshaller(new Bytes())
        .setResponseMarshaller(new Bytes())
        .build();
  }

  @BeforeAll
  static void startServer() throws IOException {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("shop.v1.Stock")
            .addMethod(RESERVE, ServerCalls.asyncUnaryCall(GrpcIT::reserve))
            .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(GrpcIT::watch))
            .build();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = NettyServerBuilder.forAddress(address).addService(service).build().start();
  }

  private static void reserve(byte[] request, StreamObserver<byte[]> answers) {
    switch (request[0]) {
      case 0 -> {
        answers.onNext(request);
        answers.onCompleted();
      }
      case 1 -> answers.onError(Status.NOT_FOUND.asRuntimeException());
      default -> answers.onError(Status.INTERNAL.asRuntimeException());
    }
  }

  private static void watch(byte[] request, StreamObserver<byte[]> answers) {
    for (int i = 0; i < 200; i++) {
      answers.onNext(new byte[1000]);
    }
    answers.onCompleted();
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  @Test
  void callsAreNamedAndCountedWithTheirStatus() throws Exception {
    try (TappedRelay relay = new TappedRelay(server.getPort())) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", relay.port()).usePlaintext().build();
      for (int i = 0; i < 300; i++) {
        call(channel, RESERVE, 0);
      }
      assertThatThrownBy(() -> call(channel, RESERVE, 1))
          .isInstanceOf(StatusRuntimeException.class);
      assertThatThrownBy(() -> call(channel, RESERVE, 2))
          .isInstanceOf(StatusRuntimeException.class);
      assertThatThrownBy(() -> call(channel, LOST, 0)).isInstanceOf(StatusRuntimeException.class);
      Iterator<byte[]> stream =
          ClientCalls.blockingServerStreamingCall(channel, WATCH, CallOptions.DEFAULT, new byte[1]);
      int events = 0;
      while (stream.hasNext()) {
        stream.next();
        events++;
      }
      assertThat(events).isEqualTo(200);
      channel.shutdown().awaitTermination(10, TimeUnit.SECONDS);
      assertThat(relay.counts().toString())
          .isEqualTo(
              "{shop.v1.Stock/Lost failed=1, shop.v1.Stock/Reserve=301,"
                  + " shop.v1.Stock/Reserve failed=1, shop.v1.Stock/Watch=1}");
      for (TappedRelay.Connection each : relay.ended()) {
        assertThat(each.reader.protocol()).isEqualTo(Protocol.HTTP2);
        assertThat(each.reader.visibility().sees(Layer.OPERATION)).isTrue();
        assertThat(each.addsUp()).isTrue();
      }
    }
  }

  @Test
  void textsInCompressedMessagesAreReadAtTheirFields() throws Exception {
    byte[] card = "4111 1111 1111 1111".getBytes(StandardCharsets.UTF_8);
    byte[] request = new byte[card.length + 4];
    request[0] = 26;
    request[1] = (byte) (card.length + 2);
    request[2] = 10;
    request[3] = (byte) card.length;
    System.arraycopy(card, 0, request, 4, card.length);
    try (TappedRelay relay = new TappedRelay(server.getPort())) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", relay.port()).usePlaintext().build();
      CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
      assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel, RESERVE, gzip, request))
          .isInstanceOf(StatusRuntimeException.class);
      channel.shutdown().awaitTermination(10, TimeUnit.SECONDS);
      assertThat(relay.said())
          .anyMatch(line -> line.contains("/Reserve | PROTOBUF 3.1 PLAIN 4111 1111 1111 1111"));
    }
  }

  private static byte[] call(
      ManagedChannel channel, MethodDescriptor<byte[], byte[]> method, int first) {
    return ClientCalls.blockingUnaryCall(
        channel, method, CallOptions.DEFAULT, new byte[] {(byte) first});
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
