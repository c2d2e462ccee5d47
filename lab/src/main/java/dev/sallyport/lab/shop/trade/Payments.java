// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import dev.sallyport.lab.shop.plumbing.Answer;
import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.LogShipper;
import dev.sallyport.lab.shop.plumbing.Peer;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;
import java.util.Map;

/** Has cards charged by the card processor, outside the cluster, over TLS. */
public final class Payments {
  private static final Map<String, String> AUTHORITY =
      Map.of("Authorization", "Bearer lab-merchant-7");

  private final Peer processor;
  private final LogShipper log;

  private Payments(Peer processor, LogShipper log) {
    this.processor = processor;
    this.log = log;
  }

  /** Starts the program: {@code PROCESSOR_URL}, {@code SSL_CERT_FILE}. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("payments");
    Caller caller = Caller.of(tally, settings);
    LogShipper log = LogShipper.start(caller, settings, tally);
    Payments payments =
        new Payments(
            caller.peer(
                "card-processor",
                settings.uri("PROCESSOR_URL", "https://api.cardprocessor.example")),
            log);
    WebServer server =
        WebServer.plain(settings.listen(8084), tally)
            .route("POST", "/charges", payments::charge)
            .start();
    return Running.of(tally, server, log, caller);
  }

  private Reply charge(Incoming request) throws Exception {
    Answer answer = processor.post("/v1/charges", request.json(), AUTHORITY);
    log.log("charge answered", Integer.toString(answer.status()));
    if (answer.ok() || answer.status() == 402) {
      return Reply.json(answer.status(), answer.json());
    }
    throw new Refusal(502, "the card processor answered " + answer.status());
  }
}
