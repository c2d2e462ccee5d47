// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Connects the server side of a relay, as the client's own address where one is given. */
final class Dial implements ChannelFutureListener {

  private final Relay relay;
  private final EpollSocketChannel server;
  private final InetSocketAddress destination;
  private final @Nullable InetAddress source;
  private final int sourcePort;

  Dial(
      Relay relay,
      EpollSocketChannel server,
      InetSocketAddress destination,
      @Nullable InetAddress source,
      int sourcePort) {
    this.relay = relay;
    this.server = server;
    this.destination = destination;
    this.source = source;
    this.sourcePort = sourcePort;
  }

  void start() {
    ChannelFuture connecting =
        source == null
            ? server.connect(destination)
            : server.connect(destination, new InetSocketAddress(source, sourcePort));
    connecting.addListener(this);
  }

  @Override
  public void operationComplete(ChannelFuture connecting) {
    if (connecting.isSuccess()) {
      if (!relay.isClosed()) {
        relay.connected(server.localAddress(), destination);
      }
    } else {
      relay.abort(reason(connecting.cause()));
    }
  }

  private static CloseReason reason(@Nullable Throwable cause) {
    return cause instanceof ConnectException
            && String.valueOf(cause.getMessage()).contains("refused")
        ? CloseReason.REFUSED
        : CloseReason.UNREACHABLE;
  }
}
