// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Answer;
import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.Database;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.LogShipper;
import dev.sallyport.lab.shop.plumbing.Peer;
import dev.sallyport.lab.shop.plumbing.Preparation;
import dev.sallyport.lab.shop.plumbing.Redis;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;
import java.net.URI;

/**
 * Takes orders with card data: reserves pieces, has the card charged, keeps the order and tells the
 * partner. The order's number follows from the customer's reference, so that asking twice is
 * harmless.
 */
public final class Checkout {
  private final StockClient stock;
  private final Peer payments;
  private final Peer partner;
  private final Orders orders;
  private final Redis redis;
  private final LogShipper log;

  private Checkout(
      StockClient stock, Peer payments, Peer partner, Orders orders, Redis redis, LogShipper log) {
    this.stock = stock;
    this.payments = payments;
    this.partner = partner;
    this.orders = orders;
    this.redis = redis;
    this.log = log;
  }

  /** Starts the program: {@code PAYMENTS_URL}, {@code PARTNER_URL}, {@code DATABASE_URL}. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("checkout");
    Caller caller = Caller.of(tally, settings);
    Peer payments = caller.peer("payments", settings.uri("PAYMENTS_URL", "http://127.0.0.1:8084"));
    Peer partner =
        caller.peer("partner-webhooks", settings.uri("PARTNER_URL", "http://127.0.0.1:8085"));
    Database database = new Database("shop-db", settings, tally);
    Orders orders = new Orders(database);
    URI cache = settings.uri("REDIS_URL", "redis://127.0.0.1:6379");
    Redis redis = new Redis("redis", cache, tally);
    StockClient stock = StockClient.to(settings, tally);
    LogShipper log = LogShipper.start(caller, settings, tally);
    Checkout checkout = new Checkout(stock, payments, partner, orders, redis, log);
    Preparation preparation = Preparation.start(orders::prepare);
    WebServer server =
        WebServer.plain(settings.listen(8082), tally)
            .route("POST", "/orders", checkout::place)
            .route("GET", "/orders/{id}", checkout::order)
            .readyWhen(() -> preparation.done() && redis.answers())
            .start();
    return Running.of(tally, server, preparation, log, caller, redis, stock, database);
  }

  private Reply place(Incoming request) throws Exception {
    JsonNode order = request.json();
    String reference = order.path("reference").asText();
    if (reference.isEmpty() || order.path("card").path("number").asText().isEmpty()) {
      throw new Refusal(400, "an order needs a reference and a card");
    }
    String id = "o-" + reference;
    redis.command("SET", "order:" + id, "pending", "EX", "600");
    stock.reserve(id, order.path("lines"));
    Answer charge = payments.post("/charges", charge(id, order));
    if (charge.status() == 402) {
      log.log("card declined", id);
      return Reply.json(402, Json.object().put("order", id).put("state", "declined"));
    }
    String receipt = charge.orRefuse().json().path("id").asText();
    int pieces = pieces(order.path("lines"));
    orders.add(id, order.path("customer").path("name").asText("unnamed"), pieces, receipt);
    redis.command("DEL", "cart:" + order.path("cart").asText());
    tellPartner(id, pieces);
    log.log("order kept", id);
    return Reply.json(201, Json.object().put("order", id).put("state", "placed"));
  }

  private Reply order(Incoming request) throws Exception {
    String id = request.variable("id");
    return Reply.json(200, orders.order(id).orElseThrow(() -> new Refusal(404, "no order " + id)));
  }

  private void tellPartner(String id, int pieces) throws IOException, InterruptedException {
    ObjectNode notice = Json.object().put("event", "order.placed").put("order", id);
    notice.put("pieces", pieces);
    partner.post("/hooks/orders", notice);
  }

  private static ObjectNode charge(String id, JsonNode order) {
    ObjectNode charge = Json.object().put("order", id);
    charge.put("amountCents", 1_000L * pieces(order.path("lines"))).put("currency", "EUR");
    charge.set("card", order.path("card"));
    return charge;
  }

  private static int pieces(JsonNode lines) {
    int pieces = 0;
    for (JsonNode line : lines) {
      pieces += line.path("pieces").asInt(1);
    }
    return pieces;
  }
}
