// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One open watch: changes of one kind as JSON lines. Used by the one thread that serves the
 * request.
 */
final class Watch {
  private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(10);

  private final ObjectStore store;
  private final ResourceKind kind;
  private final Predicate<Resource> wanted;
  private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();

  Watch(ObjectStore store, ResourceKind kind, Predicate<Resource> wanted) {
    this.store = store;
    this.kind = kind;
    this.wanted = wanted;
  }

  /** Writes events until the time is over or the client is gone. */
  void stream(long since, Duration length, boolean bookmarks, OutputStream out) throws IOException {
    long end = System.nanoTime() + length.toNanos();
    try (AutoCloseable listening = store.listen(since, this::offer)) {
      out.flush();
      // The first bookmark comes at once: some clients call a watch open only when a first line
      // arrived.
      Duration patience = Duration.ZERO;
      while (System.nanoTime() < end) {
        long upTo = store.version();
        Change change = changes.poll(nanos(patience, end), TimeUnit.NANOSECONDS);
        patience = change == null ? BOOKMARK_EVERY : patience;
        if (change != null) {
          write(change, out);
        } else if (bookmarks) {
          write("BOOKMARK", bookmark(upTo), out);
        } else {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("closing a listener never fails", e);
    }
  }

  private void offer(Change change) {
    if (change.resource().kind().equals(kind)) {
      changes.add(change);
    }
  }

  /**
   * A change that moves an object into or out of the selection is an addition or a deletion for
   * this watcher.
   */
  private void write(Change change, OutputStream out) throws IOException {
    boolean now = wanted.test(change.resource());
    boolean before = change.previous().map(wanted::test).orElse(false);
    switch (change.type()) {
      case DELETED -> {
        if (before) {
          write("DELETED", change.resource().json(), out);
        }
      }
      case ADDED, MODIFIED -> {
        if (now) {
          write(before ? "MODIFIED" : "ADDED", change.resource().json(), out);
        } else if (before) {
          write("DELETED", change.resource().json(), out);
        }
      }
    }
  }

  private static void write(String type, ObjectNode object, OutputStream out) throws IOException {
    ObjectNode event = Json.object().put("type", type);
    event.set("object", object);
    out.write((Json.text(event) + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private ObjectNode bookmark(long version) {
    ObjectNode object = Json.object().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    object.putObject("metadata").put("resourceVersion", Long.toString(version));
    return object;
  }

  private static long nanos(Duration patience, long end) {
    return Math.max(1, Math.min(patience.toNanos(), end - System.nanoTime()));
  }
}
