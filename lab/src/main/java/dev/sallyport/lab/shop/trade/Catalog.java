// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.trade;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Caller;
import dev.sallyport.lab.shop.plumbing.Database;
import dev.sallyport.lab.shop.plumbing.Incoming;
import dev.sallyport.lab.shop.plumbing.Json;
import dev.sallyport.lab.shop.plumbing.LogShipper;
import dev.sallyport.lab.shop.plumbing.Preparation;
import dev.sallyport.lab.shop.plumbing.Refusal;
import dev.sallyport.lab.shop.plumbing.Reply;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.plumbing.Tally;
import dev.sallyport.lab.shop.plumbing.WebServer;
import java.io.IOException;

/** The products on sale, from PostgreSQL, with what is in stock, asked over gRPC. */
public final class Catalog {
  private static final int LIMIT_MAX = 50;

  private final Products products;
  private final StockClient stock;
  private final LogShipper log;

  private Catalog(Products products, StockClient stock, LogShipper log) {
    this.products = products;
    this.stock = stock;
    this.log = log;
  }

  /** Starts the program: {@code DATABASE_URL}, {@code INVENTORY_ADDRESS}. */
  public static Running start(Settings settings) throws IOException {
    Tally tally = new Tally("catalog");
    Caller caller = Caller.of(tally, settings);
    Database database = new Database("shop-db", settings, tally);
    Products products = new Products(database);
    StockClient stock = StockClient.to(settings, tally);
    LogShipper log = LogShipper.start(caller, settings, tally);
    Catalog catalog = new Catalog(products, stock, log);
    Preparation preparation = Preparation.start(products::prepare);
    WebServer server =
        WebServer.plain(settings.listen(8081), tally)
            .route("GET", "/catalog", catalog::page)
            .route("GET", "/catalog/search", catalog::search)
            .route("GET", "/catalog/{id}", catalog::product)
            .route("DELETE", "/catalog/{id}", catalog::retire)
            .readyWhen(preparation::done)
            .start();
    return Running.of(tally, server, preparation, log, caller, stock, database);
  }

  private Reply page(Incoming request) throws Exception {
    int limit = Math.clamp(number(request, "limit", 20), 1, LIMIT_MAX);
    ArrayNode page = products.page(Math.max(1, number(request, "page", 1)), limit);
    stock.addLevels(page);
    return Reply.json(200, Json.object().set("products", page));
  }

  private Reply search(Incoming request) throws Exception {
    ObjectNode found = Json.object();
    found.set("products", products.search(request.parameter("q", "")));
    return Reply.json(200, found);
  }

  private Reply product(Incoming request) throws Exception {
    long id = request.id("id");
    ObjectNode product =
        products.product(id).orElseThrow(() -> new Refusal(404, "no product " + id));
    return Reply.json(200, product.put("pieces", stock.level(id)));
  }

  private Reply retire(Incoming request) throws Exception {
    long id = request.id("id");
    products.retire(id);
    log.log("product deleted", Long.toString(id));
    return Reply.empty(204);
  }

  private static int number(Incoming request, String name, int otherwise) throws Refusal {
    try {
      return Integer.parseInt(request.parameter(name, Integer.toString(otherwise)));
    } catch (NumberFormatException e) {
      throw new Refusal(400, name + " must be a number");
    }
  }
}
