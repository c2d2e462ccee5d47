// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Answer;
import dev.sallyport.lab.shop.plumbing.Caller;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What customers see: products, carts, orders and the assistant. Products come from the catalog
 * through a cache in Redis, carts live in Redis.
 */
public final class Storefront {
  private static final int PAGE_SECONDS = 2;
  private static final int PRODUCT_SECONDS = 5;
  private static final int CART_SECONDS = 3_600;

  private final Peer catalog;
  private final Peer checkout;
  private final Peer assistant;
  private final Redis redis;
  private final LogShipper log;

  private Storefront(Caller caller, Settings settings, Redis redis, LogShipper log) {
    this.catalog = caller.peer("catalog", settings.uri("CATALOG_URL", "http://127.0.0.1:8081"));
    this.checkout = caller.peer("checkout", settings.uri("CHECKOUT_URL", "http://127.0.0.1:8082"));
    this.assistant =
        caller.peer("assistant", settings.uri("ASSISTANT_URL", "http://127.0.0.1:8083"));
    this.redis = redis;
    this.log = log;
  }

  /** Starts the program: {@code CATALOG_URL}, {@code CHECKOUT_URL}, {@code ASSISTANT_URL}. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("storefront");
    Caller caller = Caller.of(tally, settings);
    URI cache = settings.uri("REDIS_URL", "redis://127.0.0.1:6379");
    Redis redis = new Redis("redis", cache, tally);
    LogShipper log = LogShipper.start(caller, settings, tally);
    Storefront storefront = new Storefront(caller, settings, redis, log);
    Preparation preparation = Preparation.start(storefront::awaitOthers);
    WebServer server =
        WebServer.plain(settings.listen(8080), tally)
            .route("GET", "/", _ -> storefront.home())
            .route("GET", "/products", storefront::products)
            .route("GET", "/products/{id}", storefront::product)
            .route("DELETE", "/products/{id}", storefront::retire)
            .route("GET", "/cart/{id}", storefront::cart)
            .route("POST", "/cart/{id}/items", storefront::addItem)
            .route("POST", "/orders", storefront::order)
            .route("GET", "/orders/{id}", storefront::orderState)
            .route("POST", "/assistant/chat", storefront::chat)
            .readyWhen(() -> preparation.done() && redis.answers())
            .start();
    return Running.of(tally, server, preparation, log, caller, redis);
  }

  /** Lets customers in only once everything behind has answered. */
  private void awaitOthers() throws InterruptedException {
    Preparation.until(() -> catalog.get("/catalog", "/catalog?limit=8").ok());
    Preparation.until(() -> checkout.get("/orders/{id}", "/orders/o-demo-1").ok());
    Preparation.until(() -> assistant.get("/models", "/models").ok());
  }

  private Reply home() throws Exception {
    JsonNode offers = cached("page:home", PAGE_SECONDS, "/catalog", "/catalog?limit=8");
    StringBuilder page = new StringBuilder("<!doctype html><title>Harbour Goods</title><ul>");
    for (JsonNode offer : offers.path("products")) {
      page.append("<li>").append(offer.path("name").asText()).append("</li>");
    }
    return Reply.page(page.append("</ul>").toString());
  }

  private Reply products(Incoming request) throws Exception {
    String wanted = request.parameter("q", "");
    if (!wanted.isEmpty()) {
      String query = "?q=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
      Answer found = catalog.get("/catalog/search", "/catalog/search" + query).orRefuse();
      return Reply.json(200, found.json());
    }
    String page = request.parameter("page", "1");
    return Reply.json(
        200, cached("page:" + page, PAGE_SECONDS, "/catalog", "/catalog?limit=20&page=" + page));
  }

  private Reply product(Incoming request) throws Exception {
    long id = request.id("id");
    return Reply.json(
        200, cached("product:" + id, PRODUCT_SECONDS, "/catalog/{id}", "/catalog/" + id));
  }

  private Reply retire(Incoming request) throws Exception {
    long id = request.id("id");
    catalog.delete("/catalog/{id}", "/catalog/" + id).orRefuse();
    log.log("product retired", Long.toString(id));
    return Reply.empty(204);
  }

  private Reply cart(Incoming request) throws Exception {
    return Reply.json(200, cartOf(request.variable("id")));
  }

  private Reply addItem(Incoming request) throws Exception {
    String id = request.variable("id");
    JsonNode item = request.json();
    if (!item.path("product").canConvertToLong()) {
      throw new Refusal(400, "an item needs a product");
    }
    ObjectNode line = Json.object();
    line.put("product", item.path("product").asLong()).put("pieces", item.path("pieces").asInt(1));
    redis.command("RPUSH", "cart:" + id, line.toString());
    redis.command("EXPIRE", "cart:" + id, Integer.toString(CART_SECONDS));
    return Reply.json(201, line);
  }

  private Reply order(Incoming request) throws Exception {
    ObjectNode order = request.json().deepCopy();
    String cart = order.path("cart").asText();
    ArrayNode lines = (ArrayNode) cartOf(cart).path("lines");
    if (lines.isEmpty()) {
      lines.addObject().put("product", 1).put("pieces", 1);
    }
    order.set("lines", lines);
    Answer answer = checkout.post("/orders", order);
    log.log(answer.ok() ? "order placed" : "order refused", order.path("reference").asText());
    return Reply.json(answer.status(), answer.json());
  }

  private Reply orderState(Incoming request) throws Exception {
    String id = request.variable("id");
    return Reply.json(200, checkout.get("/orders/{id}", "/orders/" + id).orRefuse().json());
  }

  private Reply chat(Incoming request) throws Exception {
    JsonNode question = request.json();
    return Reply.events(
        out -> {
          byte[] buffer = new byte[4_096];
          assistant.stream(
              "/chat",
              question,
              Map.of("Accept", "text/event-stream"),
              in -> {
                for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                  out.write(buffer, 0, got);
                  out.flush();
                }
              });
        });
  }

  private ObjectNode cartOf(String id) throws IOException, InterruptedException {
    ObjectNode cart = Json.object().put("cart", id);
    ArrayNode lines = cart.putArray("lines");
    for (String line : redis.command("LRANGE", "cart:" + id, "0", "19")) {
      lines.add(Json.read(line));
    }
    return cart;
  }

  private JsonNode cached(String key, int seconds, String template, String path)
      throws IOException, InterruptedException, Refusal {
    Optional<String> kept = redis.get(key);
    if (kept.isPresent()) {
      return Json.read(kept.orElseThrow());
    }
    JsonNode fresh = catalog.get(template, path).orRefuse().json();
    redis.set(key, fresh.toString(), seconds);
    return fresh;
  }
}
