// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.lab.shop.customers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.lab.shop.plumbing.Json;
import java.util.SplittableRandom;

/**
 * What customers do, as a function of a seed and a running number, so that a run can be repeated
 * whatever order its answers come in. Cards are published test numbers, names are invented.
 */
final class Shopping {
  private static final String[] CARDS = {
    "4242424242424242", "4111111111111111", "5555555555554444", "378282246310005"
  };
  private static final String DECLINED = "4000000000000002";
  private static final String[] NAMES = {
    "Ada Quill", "Bo Tarn", "Cleo Marsh", "Dov Lind", "Edda Rowan", "Finn Oster", "Gil Harrow"
  };
  private static final String[] WISHES = {"lantern", "rope", "compass", "kettle", "blanket"};
  private static final String[] QUESTIONS = {
    "Which lantern lasts longest?",
    "Is the oak compass in stock?",
    "What do I need for a week at sea?",
    "Can I return a kettle?",
    "Do you ship to small islands?"
  };
  private static final int CUSTOMERS = 200;

  private final long seed;

  Shopping(long seed) {
    this.seed = seed;
  }

  Errand errand(long number) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
    String cart = "c-" + seed + "-" + random.nextInt(CUSTOMERS);
    int dice = random.nextInt(100);
    if (dice < 8) {
      return Errand.get("/", "/");
    } else if (dice < 28) {
      return Errand.get("/products", "/products?page=" + random.nextInt(1, 6));
    } else if (dice < 34) {
      return Errand.get("/products", "/products?q=" + pick(WISHES, random));
    } else if (dice < 61) {
      return Errand.get("/products/{id}", "/products/" + random.nextInt(1, 101));
    } else if (dice < 62) {
      return new Errand(
          "GET", "/products/{id}", "/products/" + random.nextInt(5_000, 6_000), "", 404);
    } else if (dice < 72) {
      return Errand.get("/cart/{id}", "/cart/" + cart);
    } else if (dice < 84) {
      return addItem(cart, random);
    } else if (dice < 89) {
      return order(number, cart, random);
    } else if (dice < 94) {
      return Errand.get("/orders/{id}", "/orders/o-demo-" + random.nextInt(1, 21));
    } else if (dice < 99) {
      return chat(random);
    }
    int retired = random.nextInt(10_000, 10_100);
    return new Errand("DELETE", "/products/{id}", "/products/" + retired, "", 204);
  }

  private static Errand addItem(String cart, SplittableRandom random) {
    ObjectNode item = Json.object().put("product", random.nextInt(1, 101));
    item.put("pieces", random.nextInt(1, 4));
    return new Errand("POST", "/cart/{id}/items", "/cart/" + cart + "/items", item.toString(), 201);
  }

  private Errand order(long number, String cart, SplittableRandom random) {
    boolean declined = random.nextInt(10) == 0;
    String name = pick(NAMES, random);
    ObjectNode order = Json.object().put("reference", seed + "-" + number).put("cart", cart);
    String mail = name.toLowerCase(java.util.Locale.ROOT).replace(' ', '.') + "@example.org";
    order.putObject("customer").put("name", name).put("email", mail);
    ObjectNode card =
        order.putObject("card").put("number", declined ? DECLINED : pick(CARDS, random));
    card.put("expiry", "12/30").put("holder", name);
    return new Errand("POST", "/orders", "/orders", order.toString(), declined ? 402 : 201);
  }

  private static Errand chat(SplittableRandom random) {
    String message = pick(QUESTIONS, random) + " (" + random.nextInt(1_000) + ")";
    return new Errand(
        "POST",
        "/assistant/chat",
        "/assistant/chat",
        Json.object().put("message", message).toString(),
        200);
  }

  private static String pick(String[] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
  }
}
