// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Peer;
import dev.sallyport.lab.shop.plumbing.Settings;
import java.io.IOException;
import java.time.Duration;

/**
 * A library that phones home now and then, as some do without telling: the shop's one call to a
 * host that nobody listed. Switched off unless {@code TELEMETRY_URL} is set.
 */
final class Beacon implements AutoCloseable {
  private final Peer telemetry;
  private final Duration every;
  private final Thread thread;

  private Beacon(Peer telemetry, Duration every) {
    this.telemetry = telemetry;
    this.every = every;
    this.thread = Thread.ofVirtual().name("beacon").unstarted(this::run);
  }

  static Beacon start(Caller caller, Settings settings) {
    Duration every = Duration.ofSeconds(settings.number("TELEMETRY_SECONDS", 20));
    String url = settings.text("TELEMETRY_URL", "");
    Beacon beacon =
        new Beacon(caller.peer("telemetry", settings.uri("TELEMETRY_URL", "https://none")), every);
    if (!url.isEmpty()) {
      beacon.thread.start();
    }
    return beacon;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        send();
        Thread.sleep(every);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() throws InterruptedException {
    try {
      telemetry.post("/v1/beacon", Json.object().put("sdk", "shelf-metrics 4.2"));
    } catch (IOException _) {
      // Like its models in the wild it says nothing when it fails.
    }
  }
}
