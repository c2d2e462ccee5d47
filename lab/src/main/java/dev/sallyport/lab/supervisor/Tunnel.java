// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.supervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Moves bytes both ways between two connected sockets until both sides have ended. */
public final class Tunnel {
  private Tunnel() {}

  /** Returns when both directions have ended; the caller closes the sockets. */
  public static void run(SocketChannel left, SocketChannel right) {
    Thread back = Thread.ofVirtual().start(() -> move(right, left));
    move(left, right);
    try {
      back.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void move(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      close(from);
      close(to);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no further use either way.
    }
  }
}
