// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.handover;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A conversation in lines with the other program. For one thread that may wait. */
final class HandoverLine extends SimpleChannelInboundHandler<String> implements AutoCloseable {

  /** Rules of the largest cluster, in base 64. */
  private static final int LINE_MAX = 32 << 20;

  private static final int ROOT = 0;

  /** Stands for the end of the conversation. */
  private static final String END = "\n";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private volatile @Nullable Channel channel;

  /** Returns the address: of the abstract kind, which lives in the network namespace alone. */
  static DomainSocketAddress address(String name) {
    return new DomainSocketAddress("\0" + name);
  }

  /** Returns a line to whoever listens under the name; empty when nobody does. */
  static Optional<HandoverLine> connect(EventLoopGroup group, String name) {
    HandoverLine line = new HandoverLine();
    boolean connected =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainSocketChannel.class)
            .handler(line.setUp())
            .connect(address(name))
            .awaitUninterruptibly()
            .isSuccess();
    return connected ? Optional.of(line) : Optional.empty();
  }

  ChannelInitializer<EpollDomainSocketChannel> setUp() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(EpollDomainSocketChannel made) {
        channel = made;
        made.pipeline()
            .addLast(
                new LineBasedFrameDecoder(LINE_MAX),
                new StringDecoder(StandardCharsets.US_ASCII),
                new StringEncoder(StandardCharsets.US_ASCII),
                HandoverLine.this);
      }
    };
  }

  /**
   * Makes sure that the other side runs as root, as this does.
   *
   * @throws IOException when it does not
   */
  void requireRoot() throws IOException {
    int user = open().peerCredentials().uid();
    if (user != ROOT) {
      throw new IOException("the other program runs as user " + user + " (expected: 0)");
    }
  }

  void say(String line) throws IOException {
    var unused = open().writeAndFlush(line + "\n");
  }

  /**
   * Returns the next line.
   *
   * @throws EndedException when the other program has ended
   * @throws IOException when it says nothing in that time
   */
  String hear(Duration patience) throws IOException {
    try {
      String line = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new IOException("the other program said nothing for " + patience.toSeconds() + " s");
      }
      if (line.equals(END)) {
        heard.add(END);
        throw new EndedException();
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Returns what follows a word in the next line.
   *
   * @throws IOException when the next line begins with another word
   */
  String hear(String word, Duration patience) throws IOException {
    String line = hear(patience);
    if (!line.equals(word) && !line.startsWith(word + " ")) {
      String said = line.substring(0, Math.min(line.length(), word.length() + 1)).strip();
      throw new IOException("the other program said " + said + " (expected: " + word + ")");
    }
    return line.substring(word.length()).strip();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, String line) {
    heard.add(line);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    heard.add(END);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void close() {
    Channel made = channel;
    if (made != null) {
      made.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }

  private EpollDomainSocketChannel open() throws IOException {
    if (channel instanceof EpollDomainSocketChannel open) {
      return open;
    }
    throw new EndedException();
  }

  /** The other program has ended. */
  static final class EndedException extends IOException {
    private static final long serialVersionUID = 1L;

    EndedException() {
      super("the other program has ended");
    }
  }
}
