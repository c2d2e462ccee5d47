// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.plumbing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Sends a program's log lines to the log collector, some at a time; full, it forgets new ones. */
public final class LogShipper implements AutoCloseable {
  private static final int LINES_MAX = 2_000;
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final BlockingQueue<ObjectNode> lines = new ArrayBlockingQueue<>(LINES_MAX);
  private final Peer collector;
  private final Tally tally;
  private final Thread thread;

  private LogShipper(Peer collector, Tally tally) {
    this.collector = collector;
    this.tally = tally;
    this.thread = Thread.ofVirtual().name("log-shipper").unstarted(this::run);
  }

  /** Returns a running shipper to {@code LOG_COLLECTOR_URL} of {@code settings}. */
  public static LogShipper start(Caller caller, Settings settings, Tally tally) {
    Peer collector =
        caller.peer("log-collector", settings.uri("LOG_COLLECTOR_URL", "http://127.0.0.1:8080"));
    LogShipper shipper = new LogShipper(collector, tally);
    shipper.thread.start();
    return shipper;
  }

  /** Takes a line: what happened, and to which thing. */
  public void log(String message, String subject) {
    lines.offer(
        Json.object()
            .put("time", Instant.now().toString())
            .put("program", tally.program())
            .put("message", message)
            .put("subject", subject));
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        ship();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ship() throws InterruptedException {
    List<ObjectNode> batch = new ArrayList<>();
    lines.drainTo(batch);
    if (batch.isEmpty()) {
      return;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (ObjectNode line : batch) {
      body.writeBytes(Json.bytes(line));
      body.write('\n');
    }
    try {
      collector.call(
          "POST",
          "/ingest",
          "/ingest",
          body.toByteArray(),
          Map.of("Content-Type", "application/x-ndjson"));
    } catch (IOException e) {
      Diary.note(tally, batch.size() + " log lines lost: " + e.getMessage());
    }
  }
}
