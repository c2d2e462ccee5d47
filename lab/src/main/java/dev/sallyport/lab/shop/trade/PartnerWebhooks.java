// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;

/**
 * A partner's receiver of notices about orders, run in the cluster and reached from inside only.
 */
public final class PartnerWebhooks {
  private PartnerWebhooks() {}

  /** Starts the program. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("partner-webhooks");
    WebServer server =
        WebServer.plain(settings.listen(8085), tally)
            .route("POST", "/hooks/orders", PartnerWebhooks::notice)
            .start();
    return Running.of(tally, server);
  }

  private static Reply notice(Incoming request) throws Refusal {
    if (request.json().path("order").asText().isEmpty()) {
      throw new Refusal(422, "a notice names an order");
    }
    return Reply.empty(202);
  }
}
