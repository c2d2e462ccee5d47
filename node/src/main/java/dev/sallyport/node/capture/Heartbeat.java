// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Tells the rules of every pod once a second that this program moves bytes. The turn goes through
 * all event loops before anything is sent, so that one loop that hangs stops every beat.
 */
final class Heartbeat {

  /**
   * Without rules the datagram reaches a closed port, and the kernel says so: the canary's affair.
   */
  static final class Deaf extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
  }

  private static final long INTERVAL_MILLIS = 1000;

  private final List<RelayLoop> loops;
  private final Runnable turn;
  private final Map<EpollDatagramChannel, Boolean> hearts = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /**
   * Makes a heartbeat that beats once {@link #start()} is called.
   *
   * @param turn runs on the first loop with every beat
   */
  Heartbeat(List<RelayLoop> loops, Runnable turn) {
    this.loops = loops;
    this.turn = turn;
  }

  void start() {
    later();
  }

  void stop() {
    stopped = true;
  }

  /** Beats over a socket that is connected to the heartbeat port of its pod. */
  void add(EpollDatagramChannel heart) {
    hearts.put(heart, true);
    heart.closeFuture().addListener(closed -> hearts.remove(heart));
  }

  private void later() {
    if (!stopped) {
      loops.getFirst().loop().schedule(() -> pass(0), INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void pass(int at) {
    if (at == 0) {
      turn.run();
      later();
    }
    if (at + 1 < loops.size()) {
      loops.get(at + 1).loop().execute(() -> pass(at + 1));
    } else if (!stopped) {
      beat();
    }
  }

  /** The rules swallow the datagram, so that sending it always fails. */
  private void beat() {
    for (EpollDatagramChannel heart : hearts.keySet()) {
      heart.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
    }
  }
}
