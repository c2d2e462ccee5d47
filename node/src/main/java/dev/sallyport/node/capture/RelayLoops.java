// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The event loops that all pods share. */
final class RelayLoops {

  /** How many more relays than the idlest loop a loop takes before it hands one over. */
  private static final int LOPSIDED = 16;

  private final IoEventLoopGroup group;
  private final List<RelayLoop> loops = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();

  RelayLoops(int threads) {
    int count =
        threads > 0 ? threads : Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 8);
    group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("sallyport-relay", true), EpollIoHandler.newFactory());
    for (EventExecutor each : group) {
      loops.add(new RelayLoop((EventLoop) each));
    }
  }

  List<RelayLoop> all() {
    return loops;
  }

  /** Returns the loops in turn, for listeners and the like. */
  RelayLoop next() {
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }

  /** Returns the loop for a connection accepted on {@code mine}: the same while loads are even. */
  RelayLoop forConnectionOf(RelayLoop mine) {
    RelayLoop idlest = mine;
    for (RelayLoop each : loops) {
      if (each.open() < idlest.open()) {
        idlest = each;
      }
    }
    return mine.open() - idlest.open() > LOPSIDED ? idlest : mine;
  }

  int open() {
    return loops.stream().mapToInt(RelayLoop::open).sum();
  }

  void abort(Predicate<Relay> matching, CloseReason why) {
    for (RelayLoop each : loops) {
      each.loop().execute(() -> each.abort(matching, why));
    }
  }

  /** Ends the loops; what was submitted before is still done. */
  void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(6, TimeUnit.SECONDS);
  }
}
