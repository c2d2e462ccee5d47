// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Keeps counts readable in a file, so that reading them causes no traffic. Written whole, twice a
 * second when they changed and once when the program ends.
 */
public final class CountsFile implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(500);

  private final Path file;
  private final Supplier<ObjectNode> counts;
  private final Thread thread;
  private ObjectNode written = Json.object();

  private CountsFile(Path file, Supplier<ObjectNode> counts) {
    this.file = file;
    this.counts = counts;
    this.thread = Thread.ofVirtual().name("counts-file").unstarted(this::run);
  }

  /** Returns a file that is being kept. */
  public static CountsFile keep(Path file, Supplier<ObjectNode> counts) {
    CountsFile kept = new CountsFile(file, counts);
    kept.thread.start();
    return kept;
  }

  @Override
  public void close() {
    thread.interrupt();
    write();
  }

  private void run() {
    try {
      while (true) {
        write();
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write() {
    ObjectNode now = counts.get();
    if (now.equals(written)) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, Json.bytes(now));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      written = now;
    } catch (IOException e) {
      System.err.println("counts not written to " + file + ": " + e);
    }
  }
}
