// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import dev.sallyport.lab.shop.plumbing.Tally;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;

/** Writes the calls of one gRPC client or server to the tally of its program. */
record GrpcTally(Tally tally, String peer) implements ClientInterceptor, ServerInterceptor {
  private static final Metadata.Key<String> USER_AGENT =
      Metadata.Key.of("user-agent", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<A>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                tally.sent(peer, method.getFullMethodName(), status.getCode().name());
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String agent = Optional.ofNullable(headers.get(USER_AGENT)).orElse("");
    String caller = agent.split("[/ ]", 2)[0];
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            String operation = getMethodDescriptor().getFullMethodName();
            tally.received(caller, operation, status.getCode().name());
            super.close(status, trailers);
          }
        },
        headers);
  }
}
