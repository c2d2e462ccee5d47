// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/** Takes log lines, one JSON object each, and counts them. */
public final class LogCollector {
  private static final int RECENT = 100;

  private final LongAdder lines = new LongAdder();
  private final Deque<String> recent = new ArrayDeque<>();

  private LogCollector() {}

  /** Starts the program. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("log-collector");
    LogCollector collector = new LogCollector();
    WebServer server =
        WebServer.plain(settings.listen(8087), tally)
            .route("POST", "/ingest", collector::ingest)
            .route("GET", "/lines", _ -> collector.count())
            .route("GET", "/recent", _ -> collector.recent())
            .start();
    return Running.of(tally, server);
  }

  private Reply ingest(Incoming request) throws Refusal {
    for (String line : new String(request.body(), StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.isBlank()) {
        continue;
      }
      try {
        Json.read(line);
      } catch (IOException e) {
        throw new Refusal(400, "a line is not JSON");
      }
      lines.increment();
      keep(line);
    }
    return Reply.empty(204);
  }

  private synchronized void keep(String line) {
    if (recent.size() == RECENT) {
      recent.removeFirst();
    }
    recent.addLast(line);
  }

  private synchronized Reply recent() {
    ObjectNode answer = Json.object();
    recent.forEach(answer.putArray("lines")::add);
    return Reply.json(200, answer);
  }

  private Reply count() {
    return Reply.json(200, Json.object().put("lines", lines.sum()));
  }
}
