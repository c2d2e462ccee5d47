// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop;

import dev.sallyport.lab.shop.ai.Assistant;
import dev.sallyport.lab.shop.ai.ModelServer;
import dev.sallyport.lab.shop.outside.OutsideHosts;
import dev.sallyport.lab.shop.plumbing.Running;
import dev.sallyport.lab.shop.plumbing.Settings;
import dev.sallyport.lab.shop.trade.Catalog;
import dev.sallyport.lab.shop.trade.Checkout;
import dev.sallyport.lab.shop.trade.Inventory;
import dev.sallyport.lab.shop.trade.LogCollector;
import dev.sallyport.lab.shop.trade.PartnerWebhooks;
import dev.sallyport.lab.shop.trade.Payments;
import dev.sallyport.lab.shop.trade.Storefront;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The programs of the shop. */
enum ShopProgram {
  STOREFRONT("storefront", Storefront::start),
  CATALOG("catalog", Catalog::start),
  INVENTORY("inventory", Inventory::start),
  CHECKOUT("checkout", Checkout::start),
  PAYMENTS("payments", Payments::start),
  PARTNER_WEBHOOKS("partner-webhooks", PartnerWebhooks::start),
  ASSISTANT("assistant", Assistant::start),
  MODEL_SERVER("model-server", ModelServer::start),
  LOG_COLLECTOR("log-collector", LogCollector::start),
  OUTSIDE("outside", OutsideHosts::start);

  private final String id;
  private final Starter starter;

  ShopProgram(String id, Starter starter) {
    this.id = id;
    this.starter = starter;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(program -> program.id).toList();
  }

  /** Returns the program called {@code name}. */
  static ShopProgram named(String name) {
    return Arrays.stream(values())
        .filter(program -> program.id.equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no program '" + name + "'; one of " + names()));
  }

  Running start(Settings settings) throws IOException {
    return starter.start(settings);
  }

  /** Starts a program. */
  @FunctionalInterface
  private interface Starter {
    Running start(Settings settings) throws IOException;
  }
}
