// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.capture;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * How both sides of every relay read and hold bytes; safe for any thread.
 *
 * @param allocator memory of what is held
 * @param reads size of a read
 * @param waterMark how much is held before reading pauses
 */
record RelayBuffers(
    PooledByteBufAllocator allocator, RecvByteBufAllocator reads, WriteBufferWaterMark waterMark) {

  static RelayBuffers of(CaptureLimits limits, int loops) {
    int held = limits.bytesHeldPerDirection();
    return new RelayBuffers(
        allocator(loops),
        new AdaptiveRecvByteBufAllocator(512, 2048, limits.readBytes()),
        new WriteBufferWaterMark(held / 2, held));
  }

  /** Sets what a side of a relay needs, and returns the channel. */
  EpollSocketChannel configure(EpollSocketChannel channel) {
    channel
        .config()
        .setAllowHalfClosure(true)
        .setConnectTimeoutMillis(0)
        .setAllocator(allocator)
        .setRecvByteBufAllocator(reads)
        .setWriteBufferWaterMark(waterMark);
    return channel;
  }

  /** Small chunks, since the default ones of 4 MiB for each of many arenas dwarf what is held. */
  private static PooledByteBufAllocator allocator(int loops) {
    int pageBytes = 8192;
    int chunkOfPages = 7;
    return new PooledByteBufAllocator(true, 1, loops, pageBytes, chunkOfPages);
  }
}
