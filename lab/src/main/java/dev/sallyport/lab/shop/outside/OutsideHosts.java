// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.outside;

import dev.sallyport.lab.shop.ai.AnthropicDialect;
import dev.sallyport.lab.shop.ai.OpenAiDialect;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Route;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * The hosts beyond the cluster, one program over TLS with a certificate per host: OpenAI and
 * Anthropic in their dialects, a card processor, and one that is on nobody's list.
 */
public final class OutsideHosts {
  /** Test number that card processors decline by convention. */
  private static final String DECLINED = "4000000000000002";

  private OutsideHosts() {}

  /** Starts the program: {@code LAB_CERT} and {@code LAB_KEY}, {@code PORT} (default 443). */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("outside");
    Duration perToken = Duration.ofMillis(settings.number("TOKEN_MILLIS", 6));
    OpenAiDialect openAi = new OpenAiDialect("gpt-4.1-mini", perToken);
    AnthropicDialect anthropic = new AnthropicDialect(perToken);
    SSLContext context = Certificates.of(settings);
    WebServer server =
        WebServer.tls(settings.listen(443), context, tally)
            .route("POST", "/v1/chat/completions", on("api.openai.com", openAi::chat))
            .route("POST", "/v1/embeddings", on("api.openai.com", openAi::embeddings))
            .route("GET", "/v1/models", on("api.openai.com", _ -> openAi.models()))
            .route("POST", "/v1/messages", on("api.anthropic.com", anthropic::messages))
            .route("POST", "/v1/charges", on("api.cardprocessor.example", OutsideHosts::charge))
            .route("POST", "/v1/beacon", on("telemetry.unlisted.example", _ -> Reply.empty(204)))
            .start();
    return Running.of(tally, server);
  }

  /** Returns {@code handler} for requests to {@code host}; another host's are misdirected. */
  private static Route.Handler on(String host, Route.Handler handler) {
    return request -> {
      String asked = request.header().apply("Host");
      if (!asked.equals(host) && !asked.startsWith(host + ":")) {
        throw new Refusal(421, "this is not served on " + asked);
      }
      return handler.answer(request);
    };
  }

  private static Reply charge(Incoming request) throws Refusal {
    if (!request.header().apply("Authorization").startsWith("Bearer ")) {
      throw new Refusal(401, "who are you?");
    }
    String number = request.json().path("card").path("number").asText().replace(" ", "");
    if (number.isEmpty()) {
      throw new Refusal(400, "a charge needs a card");
    }
    String order = request.json().path("order").asText();
    if (number.equals(DECLINED)) {
      return Reply.json(402, Json.object().put("order", order).put("error", "card_declined"));
    }
    return Reply.json(201, Json.object().put("id", "ch-" + order).put("status", "captured"));
  }
}
