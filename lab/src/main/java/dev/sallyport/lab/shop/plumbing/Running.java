// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import java.util.List;

/**
 * A program that has been started.
 *
 * @param tally what it sent and received
 * @param port where it listens
 * @param parts what has to be closed, in this order
 */
public record Running(Tally tally, int port, List<AutoCloseable> parts) implements AutoCloseable {
  public Running {
    parts = List.copyOf(parts);
  }

  /** Returns a program of a server and the parts it uses, which are closed after it. */
  public static Running of(Tally tally, WebServer server, AutoCloseable... used) {
    List<AutoCloseable> parts = new java.util.ArrayList<>(List.of(used));
    parts.addFirst(server);
    return new Running(tally, server.port(), parts);
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        Diary.note(tally, "closing failed: " + e);
      }
    }
  }
}
