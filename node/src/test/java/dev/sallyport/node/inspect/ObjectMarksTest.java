// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.node.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.model.ApiObject;
import dev.sallyport.model.Content;
import dev.sallyport.model.Direction;
import dev.sallyport.model.FingerprintKey;
import dev.sallyport.model.Fingerprints;
import dev.sallyport.model.Message;
import dev.sallyport.model.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectMarksTest {
  private final ObjectMarks marks = new ObjectMarks();
  private final Fingerprints fingerprints =
      Fingerprints.under(new FingerprintKey(2, Instant.EPOCH, new byte[FingerprintKey.BYTES]));

  @Test
  void theSameObjectHasOneFingerprintWhateverTheQuery() {
    ApiObject one = of("/orders/17", "/orders/{id}");
    assertThat(of("/orders/17?full=1", "/orders/{id}").fingerprint()).isEqualTo(one.fingerprint());
    assertThat(
            new ObjectMarks()
                .of(request("GET", "/orders/17", ""), "/orders/{id}", fingerprints)
                .fingerprint())
        .isEqualTo(one.fingerprint());
    assertThat(of("/orders/18", "/orders/{id}").fingerprint()).isNotEqualTo(one.fingerprint());
  }

  @Test
  void anObjectIsNotTakenForASensitiveValueThatReadsTheSame() {
    byte[] value = "17".getBytes(StandardCharsets.UTF_8);
    assertThat(of("/orders/17", "/orders/{id}").fingerprint())
        .isNotEqualTo(fingerprints.of(value, 0, value.length));
  }

  @Test
  void neighboursStandOneApartAndThoseOfAnotherOwnerDoNot() {
    String template = "/users/{id}/orders/{id}/170x";
    long at = of("/users/17/orders/41/170x", template).position();
    assertThat(of("/users/17/orders/42/170x", template).position() - at).isOne();
    long apart = of("/users/18/orders/42/170x", template).position() - at;
    assertThat(apart < -9 || apart > 9).isTrue();
    assertThat(at).isNotEqualTo(41);
  }

  @Test
  void whatIsNoNumberHasNoPlaceInARow() {
    String uuid = "/orders/6d0f0c1e-7b0c-4d53-9a5e-0f3c5f5f2a11";
    assertThat(of(uuid, "/orders/{id}").isNamed()).isTrue();
    assertThat(of(uuid, "/orders/{id}").numbered()).isFalse();
    assertThat(of("/orders/" + "9".repeat(19), "/orders/{id}").numbered()).isFalse();
  }

  @Test
  void pathsWithoutAValueAndEndlessOnesNameNothing() {
    assertThat(of("/orders", "/orders").isNamed()).isFalse();
    assertThat(of("/orders/" + "1".repeat(5000), "/orders/{id}").isNamed()).isFalse();
    assertThat(
            marks
                .of(request("GET", "/orders/1", ""), "/orders/{id}", Fingerprints.none())
                .isNamed())
        .isFalse();
  }

  @Test
  void idsInQueriesNameObjectsAndWhatCountsCallsOrPagesDoesNot() {
    long at = of("/order?full=1&order_id=41", "/order").position();
    assertThat(of("/order?full=1&order_id=42", "/order").position() - at).isOne();
    assertThat(of("/order?customerId=7", "/order").isNamed()).isTrue();
    assertThat(of("/order?filter[order-id]=7", "/order").isNamed()).isTrue();
    for (String none :
        List.of(
            "page=2", "paid=1", "request_id=7", "traceId=8", "since_id=9", "grid=3", "id=", "q")) {
      assertThat(of("/order?" + none, "/order").isNamed()).as(none).isFalse();
    }
  }

  @Test
  void bodiesThatReadNameObjectsAndThoseThatWriteDoNot() {
    String read = "{\"query\":\"query O($id: ID!) { order(id: $id) { total } }\",\"variables\":";
    long at = asked("/graphql", read + "{\"id\":\"41\"}}").position();
    assertThat(asked("/graphql", read + "{\"id\":\"42\"}}").position() - at).isOne();
    String inside = "{\"query\":\"{ first: order(id: 41) { total } }\"}";
    long within = asked("/graphql", inside).position();
    assertThat(asked("/graphql", inside.replace("41", "42")).position() - within).isOne();
    String rpc =
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"orders.get\",\"params\":{\"orderId\":41}}";
    long called = asked("/rpc", rpc).position();
    assertThat(asked("/rpc", rpc.replace("41", "42")).position() - called).isOne();
    assertThat(asked("/rpc", rpc.replace(":9,", ":10,")).position()).isEqualTo(called);
    String tool =
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\","
            + "\"params\":{\"name\":\"get_order\",\"arguments\":{\"id\":41}}}";
    assertThat(asked("/mcp", tool).numbered()).isTrue();
    assertThat(asked("/orders/get", "{\"orderId\":41,\"a\":[{\"id\":1}]}").numbered()).isTrue();

    assertThat(asked("/orders", "{\"orderId\":41}").isNamed()).isFalse();
    assertThat(
            asked("/graphql", read.replace("query O", "mutation O") + "{\"id\":\"41\"}}").isNamed())
        .isFalse();
    assertThat(asked("/rpc", rpc.replace("orders.get", "orders.add")).isNamed()).isFalse();
    assertThat(asked("/orders/get", "{\"orderId\":41").isNamed()).isTrue();
    assertThat(asked("/orders/get", "[".repeat(99)).isNamed()).isFalse();
  }

  private ApiObject of(String target, String template) {
    return marks.of(request("GET", target, ""), template, fingerprints);
  }

  private ApiObject asked(String path, String body) {
    return marks.of(request("POST", path, body), path, fingerprints);
  }

  private static Message request(String method, String target, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    List<Content> contents =
        body.isEmpty()
            ? List.of()
            : List.of(
                new Content(
                    Place.of(Place.Part.JSON), Content.Form.JSON, bytes, 0, bytes.length, true));
    return new Message(Direction.FROM_CLIENT, method, target, 0, List.of(), contents, Set.of());
  }
}
