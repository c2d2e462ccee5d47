// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Linux socket options by their numbers in the kernel's headers, x86-64 and arm64 alike. */
final class SocketOptions {

  static final ChannelOption<Integer> MARK = new IntegerUnixChannelOption("SO_MARK", 1, 36);
  static final ChannelOption<Integer> TRANSPARENT_V4 =
      new IntegerUnixChannelOption("IP_TRANSPARENT", 0, 19);
  static final ChannelOption<Integer> TRANSPARENT_V6 =
      new IntegerUnixChannelOption("IPV6_TRANSPARENT", 41, 75);
  static final ChannelOption<Integer> KEEP_ALIVE_IDLE =
      new IntegerUnixChannelOption("TCP_KEEPIDLE", 6, 4);
  static final ChannelOption<Integer> NO_DELAY = new IntegerUnixChannelOption("TCP_NODELAY", 6, 1);
  static final ChannelOption<Integer> KEEP_ALIVE =
      new IntegerUnixChannelOption("SO_KEEPALIVE", 1, 9);

  private static final ChannelOption<ByteBuffer> ORIGINAL_V4 =
      new RawUnixChannelOption("SO_ORIGINAL_DST", 0, 80, 16);
  private static final ChannelOption<ByteBuffer> ORIGINAL_V6 =
      new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", 41, 80, 28);

  private SocketOptions() {}

  /**
   * Returns where a redirected connection was dialled to.
   *
   * @throws UnknownHostException never: the kernel gives an address of the right length
   * @throws io.netty.channel.ChannelException when connection tracking does not know the connection
   */
  static InetSocketAddress originalDestination(SocketChannel channel, boolean ipv6)
      throws UnknownHostException {
    ByteBuffer address = channel.config().getOption(ipv6 ? ORIGINAL_V6 : ORIGINAL_V4);
    byte[] host = new byte[ipv6 ? 16 : 4];
    address.get(ipv6 ? 8 : 4, host);
    int port = (address.get(2) & 0xff) << 8 | (address.get(3) & 0xff);
    return new InetSocketAddress(InetAddress.getByAddress(host), port);
  }
}
