// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.control.store;

import static java.util.Objects.requireNonNull;

import dev.sallyport.control.config.ControlLimits;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that summaries are appended to before they are acknowledged, until the database has them.
 * What was appended survives the end of the program, however it ends; what was sealed also survives
 * the end of the machine.
 *
 * <p>When the disk refuses, records wait in memory, unacknowledged, up to a bound; beyond it the
 * oldest is acknowledged, counted in {@link #lost} and no longer kept. When the files reach their
 * bound because the database stays away, the oldest file is given up and counted likewise.
 *
 * <p>Safe for any thread; one lock, held during an append to the page cache.
 */
public final class Journal implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final String SUFFIX = ".journal";

  private record Waiting(byte[] record, CompletableFuture<Void> done) {}

  private final Path directory;
  private final ControlLimits limits;
  private final Deque<Path> sealed = new ArrayDeque<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable Path current;
  private @Nullable FileOutputStream out;
  private long nextNumber;
  private long currentBytes;
  private long waitingBytes;
  private long lost;
  private @Nullable String trouble;

  /** Opens the journal and finds what an earlier life left; it is made when absent. */
  public Journal(Path directory, ControlLimits limits) {
    this.directory = requireNonNull(directory, "directory");
    this.limits = requireNonNull(limits, "limits");
    try {
      Files.createDirectories(directory);
      try (Stream<Path> files = Files.list(directory)) {
        files
            .filter(each -> each.getFileName().toString().endsWith(SUFFIX))
            .sorted()
            .forEach(sealed::addLast);
      }
    } catch (IOException e) {
      trouble = say(e);
      log.warn("Journal: {}", trouble);
    }
    nextNumber = sealed.isEmpty() ? 1 : numberOf(sealed.getLast()) + 1;
  }

  /**
   * Appends records in order.
   *
   * @return completes when these and all earlier records are in a file, or were given up
   */
  public synchronized CompletableFuture<Void> append(List<byte[]> records) {
    CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    for (byte[] each : records) {
      Waiting one = new Waiting(each, new CompletableFuture<>());
      waiting.addLast(one);
      waitingBytes += each.length;
      last = one.done;
    }
    if (records.isEmpty() && !waiting.isEmpty()) {
      last = waiting.getLast().done;
    }
    flush();
    return last;
  }

  /** Tries again to write what waits. */
  public synchronized void retry() {
    flush();
  }

  /** Closes the file that is written to and returns all closed files, oldest first. */
  public synchronized List<Path> seal() {
    if (out != null) {
      try {
        out.getFD().sync();
      } catch (IOException e) {
        fail(e);
      }
    }
    finish();
    return List.copyOf(sealed);
  }

  /** Returns the records of a file that {@link #seal} named. */
  public List<byte[]> read(Path file) {
    try {
      return Segment.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file whose records are stored elsewhere. */
  public synchronized void drop(Path file) {
    sealed.remove(file);
    delete(file);
  }

  /** Returns how many records were given up. */
  public synchronized long lost() {
    return lost;
  }

  /** Returns how many records wait in memory because the disk refuses them. */
  public synchronized int waiting() {
    return waiting.size();
  }

  /** Returns the records that wait in memory, oldest first. */
  public synchronized List<byte[]> held() {
    return waiting.stream().map(Waiting::record).toList();
  }

  /** Returns what is wrong, or empty when the last append succeeded. */
  public synchronized Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  @Override
  public synchronized void close() {
    flush();
    finish();
  }

  private void flush() {
    while (!waiting.isEmpty()) {
      Waiting next = waiting.getFirst();
      try {
        write(next.record);
      } catch (IOException e) {
        fail(e);
        break;
      }
      trouble = null;
      release(waiting.removeFirst());
    }
    while (waitingBytes > limits.journalMemoryBytesMax()) {
      release(waiting.removeFirst());
      lost++;
    }
  }

  private void release(Waiting one) {
    waitingBytes -= one.record.length;
    one.done.complete(null);
  }

  private void write(byte[] record) throws IOException {
    if (out == null) {
      Files.createDirectories(directory);
      current = directory.resolve("%012d".formatted(nextNumber++) + SUFFIX);
      out = new FileOutputStream(current.toFile(), true);
      currentBytes = 0;
    }
    currentBytes += Segment.write(out, record);
    if (currentBytes > limits.journalFileBytesMax()) {
      finish();
    }
  }

  private void fail(IOException failure) {
    String why = say(failure);
    if (!why.equals(trouble)) {
      log.warn("Journal: summaries are held in memory: {}", why);
    }
    trouble = why;
    finish();
  }

  private void finish() {
    if (out == null || current == null) {
      return;
    }
    try {
      out.close();
    } catch (IOException e) {
      log.debug("Journal: closing {} failed", current, e);
    }
    sealed.addLast(current);
    out = null;
    current = null;
    while (sealed.size() > limits.journalFilesMax()) {
      giveUp(sealed.removeFirst());
    }
  }

  private void giveUp(Path oldest) {
    try {
      lost += Segment.read(oldest).size();
    } catch (IOException e) {
      lost++;
    }
    delete(oldest);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("Journal: {} could not be deleted: {}", file, e.getMessage());
    }
  }

  private static long numberOf(Path file) {
    String name = file.getFileName().toString();
    try {
      return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private String say(IOException failure) {
    return "cannot write to " + directory + ": " + failure.getMessage();
  }
}
